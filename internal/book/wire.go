package book

import (
	"encoding/json"
	"fmt"
)

// Encode writes a launch as the message of a diagnostic, which is how it comes from the
// analysis of its package to the command.
func Encode(l *Launch) (string, error) {
	data, err := json.Marshal(wire{l, l.Claims})
	return string(data), err
}

// Decode reads what [Encode] wrote.
func Decode(message string) (*Launch, error) {
	w := wire{Launch: new(Launch)}
	if err := json.Unmarshal([]byte(message), &w); err != nil {
		return nil, fmt.Errorf("reading a record of the ledger: %w", err)
	}
	w.Launch.Claims = w.Claims
	return w.Launch, nil
}

// wire is a launch with what the JSON form for users leaves out.
type wire struct {
	*Launch
	Claims []Claim `json:"claims"`
}
