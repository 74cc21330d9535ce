package conffile

import (
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v4"
)

func isNull(n *yaml.Node) bool { return isScalar(n, "!!null") }

func isScalar(n *yaml.Node, tag string) bool {
	return n.Kind == yaml.ScalarNode && n.ShortTag() == tag
}

// describe says what a value is, for somebody who meant another one.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping of keys"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!null":
		return "nothing"
	case "!!bool":
		return n.Value
	case "!!int", "!!float":
		return "the number " + short(n.Value)
	}
	return fmt.Sprintf("the text %q", short(n.Value))
}

// short cuts a text that is too long for a message.
func short(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Nearest returns the name that somebody may have meant: of those few letters away, the
// nearest; "" if there is none.
func Nearest(word string, names []string) (best string) {
	least := max(1, min(3, len(word)/3)) + 1
	if len(word) > 64 {
		return "" // nobody's slip
	}
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
