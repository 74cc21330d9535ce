// Package slip finds the name that somebody meant who wrote another one.
package slip

// longest is the length from which on a word is nobody's slip: it is not compared.
const longest = 64

// Nearest returns the name that somebody may have meant by a word: of those few letters away, the
// nearest; "" if there is none.
func Nearest(word string, names []string) (best string) {
	if len(word) > longest {
		return ""
	}
	least := max(1, min(3, len(word)/3)) + 1
	for _, name := range names {
		if d := distance(word, name); d < least {
			best, least = name, d
		}
	}
	return best
}

// distance is how many letters are to be added, dropped or replaced to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
