package deep

// Each calls the one before twice: what is said of one is said once.

func chain0(m map[int]int) { m[0]++ }

func chain1(m map[int]int) {
	chain0(m)
	chain0(m)
	m[1]++
}

func chain2(m map[int]int) {
	chain1(m)
	chain1(m)
	m[2]++
}

func chain3(m map[int]int) {
	chain2(m)
	chain2(m)
	m[3]++
}

func chain4(m map[int]int) {
	chain3(m)
	chain3(m)
	m[4]++
}

func chain5(m map[int]int) {
	chain4(m)
	chain4(m)
	m[5]++
}

func chain6(m map[int]int) {
	chain5(m)
	chain5(m)
	m[6]++
}

func chain7(m map[int]int) {
	chain6(m)
	chain6(m)
	m[7]++
}

func chain8(m map[int]int) {
	chain7(m)
	chain7(m)
	m[8]++
}

func chain9(m map[int]int) {
	chain8(m)
	chain8(m)
	m[9]++
}

func chain10(m map[int]int) {
	chain9(m)
	chain9(m)
	m[10]++
}

func chain11(m map[int]int) {
	chain10(m)
	chain10(m)
	m[11]++
}

func chain12(m map[int]int) {
	chain11(m)
	chain11(m)
	m[12]++
}

func chain13(m map[int]int) {
	chain12(m)
	chain12(m)
	m[13]++
}

func chain14(m map[int]int) {
	chain13(m)
	chain13(m)
	m[14]++
}

func chain15(m map[int]int) {
	chain14(m)
	chain14(m)
	m[15]++
}

func chain16(m map[int]int) {
	chain15(m)
	chain15(m)
	m[16]++
}

func chain17(m map[int]int) {
	chain16(m)
	chain16(m)
	m[17]++
}

func chain18(m map[int]int) {
	chain17(m)
	chain17(m)
	m[18]++
}

func chain19(m map[int]int) {
	chain18(m)
	chain18(m)
	m[19]++
}

func chain20(m map[int]int) {
	chain19(m)
	chain19(m)
	m[20]++
}

func chain21(m map[int]int) {
	chain20(m)
	chain20(m)
	m[21]++
}

func chain22(m map[int]int) {
	chain21(m)
	chain21(m)
	m[22]++
}

func chain23(m map[int]int) {
	chain22(m)
	chain22(m)
	m[23]++
}

func chain24(m map[int]int) {
	chain23(m)
	chain23(m)
	m[24]++
}

func chain25(m map[int]int) {
	chain24(m)
	chain24(m)
	m[25]++
}

func chain26(m map[int]int) {
	chain25(m)
	chain25(m)
	m[26]++
}

func chain27(m map[int]int) {
	chain26(m)
	chain26(m)
	m[27]++
}

func chain28(m map[int]int) {
	chain27(m)
	chain27(m)
	m[28]++
}

func chain29(m map[int]int) {
	chain28(m)
	chain28(m)
	m[29]++
}

func chain30(m map[int]int) {
	chain29(m)
	chain29(m)
	m[30]++
}

func chain31(m map[int]int) {
	chain30(m)
	chain30(m)
	m[31]++
}

func chain32(m map[int]int) {
	chain31(m)
	chain31(m)
	m[32]++
}

func chain33(m map[int]int) {
	chain32(m)
	chain32(m)
	m[33]++
}

func chain34(m map[int]int) {
	chain33(m)
	chain33(m)
	m[34]++
}

func chain35(m map[int]int) {
	chain34(m)
	chain34(m)
	m[35]++
}

func chain36(m map[int]int) {
	chain35(m)
	chain35(m)
	m[36]++
}

func chain37(m map[int]int) {
	chain36(m)
	chain36(m)
	m[37]++
}

func chain38(m map[int]int) {
	chain37(m)
	chain37(m)
	m[38]++
}

func chain39(m map[int]int) {
	chain38(m)
	chain38(m)
	m[39]++
}

func chain40(m map[int]int) {
	chain39(m)
	chain39(m)
	m[40]++
}

func Chain(m map[int]int) { chain40(m) }
