package leakprofile

import (
	"encoding/binary"
	"errors"
)

// Most that a profile may become in memory, and what parts of it weigh there: more than
// the parser's structs take, with the slices that it doubles.
const (
	maxWeight = 256 << 20
	weightTop = 320 // a sample, location, function, mapping or string, of two bytes or more
	weightIn  = 96  // a field in one of them, as a line or label
	weightNum = 24  // a number in a packed list
)

// weigh walks through the bytes as the parser will, without keeping anything. A profile is
// a protobuf message: a message of two bytes becomes a struct of hundreds, so that
// the bytes alone say little.
func weigh(data []byte) error {
	weight := 0
	err := fields(data, func(field uint64, value []byte) error {
		weight += weightTop + len(value)
		message := false
		switch field {
		case 1, 2, 3, 4, 5, 11: // types, samples, mappings, locations, functions
			message = true
		case 13: // comments, a list of numbers
			weight += weightNum * len(value)
		}
		if weight > maxWeight {
			return errMany
		}
		if !message {
			return nil
		}
		return fields(value, func(_ uint64, value []byte) error {
			weight += weightIn
			for _, b := range value {
				if b < 0x80 { // the last byte of a number, if it is a list of those
					weight += weightNum
				}
			}
			if weight > maxWeight {
				return errMany
			}
			return nil
		})
	})
	return err
}

var errMany = errors.New("the profile has more samples than a program's goroutines should need; take a smaller one, or cut it with go tool pprof -proto -focus=PACKAGE")

// fields calls f for each field of a message; value is nil for a plain number.
func fields(data []byte, f func(field uint64, value []byte) error) error {
	for len(data) > 0 {
		key, n := binary.Uvarint(data)
		if n <= 0 {
			return errDamaged
		}
		data = data[n:]
		var value []byte
		size := 0
		switch key & 7 {
		case 0: // varint
			if _, size = binary.Uvarint(data); size <= 0 {
				return errDamaged
			}
		case 1:
			size = 8
		case 5:
			size = 4
		case 2: // length and bytes
			length, n := binary.Uvarint(data)
			if n <= 0 || length > uint64(len(data)-n) {
				return errDamaged
			}
			value, size = data[n:n+int(length)], n+int(length)
		default:
			return errDamaged
		}
		if size > len(data) {
			return errDamaged
		}
		data = data[size:]
		if err := f(key>>3, value); err != nil {
			return err
		}
	}
	return nil
}
