package main

import (
	"io"
	"iter"
	"strings"

	"goroutineleak"
	. "oracle"
)

var goroutineLeaksStreams = []Case{
	{Func: "goroutineleak.ParseMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.ParseMistake(words, noNumber) }},
	{Func: "goroutineleak.ParseCure", Oracle: Alive, Run: func(int) { goroutineleak.ParseCure(words, noNumber) }},
	{Func: "goroutineleak.ArchiveMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.ArchiveMistake(failing(2), ignore) }},
	{Func: "goroutineleak.ArchiveCure", Oracle: Alive, Run: func(int) { goroutineleak.ArchiveCure(failing(2), ignore) }},
	{Func: "goroutineleak.InvoicesMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.InvoicesMistake(words) }},
	{Func: "goroutineleak.InvoicesCure", Oracle: Alive, Run: func(int) { goroutineleak.InvoicesCure(words) }},
	{Func: "goroutineleak.FindMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.FindMistake(words, yesTo) }},
	{Func: "goroutineleak.FindCure", Oracle: Alive, Run: func(int) { goroutineleak.FindCure(words, yesTo) }},
	{Func: "goroutineleak.DecodeMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.DecodeMistake(words, absent) }},
	{Func: "goroutineleak.DecodeCure", Oracle: Alive, Run: func(int) { goroutineleak.DecodeCure(words, absent) }},
	{Func: "goroutineleak.FirstLabelMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.FirstLabelMistake(numbers, double, paint) }},
	{Func: "goroutineleak.FirstLabelCure", Oracle: Alive, Run: func(int) { goroutineleak.FirstLabelCure(numbers, double, paint) }},
	{Func: "goroutineleak.ScanMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.ScanMistake(words, refuse) }},
	{Func: "goroutineleak.ScanCure", Oracle: Alive, Run: func(int) { goroutineleak.ScanCure(words, refuse) }},
	{Func: "goroutineleak.Spooler.PrintMistake", Oracle: LeakProfile, Run: func(int) {
		s := goroutineleak.NewSpooler(refuse)
		go s.PrintMistake(words)
	}},
	{Func: "goroutineleak.Spooler.PrintCure", Oracle: Alive, Run: func(int) {
		s := goroutineleak.NewSpooler(refuse)
		s.PrintCure(words)
	}},
	{Func: "goroutineleak.BroadcastMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.BroadcastMistake(words, yesTo, noTo) }},
	{Func: "goroutineleak.BroadcastCure", Oracle: Alive, Run: func(int) { goroutineleak.BroadcastCure(words, yesTo, noTo) }},
	{Func: "goroutineleak.SortLettersMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.SortLettersMistake(words, noTo) }},
	{Func: "goroutineleak.SortLettersCure", Oracle: Alive, Run: func(int) { goroutineleak.SortLettersCure(words, noTo) }},
	{Func: "goroutineleak.LinesMistake", Oracle: LeakProfile, Run: firstLine(goroutineleak.LinesMistake)},
	{Func: "goroutineleak.LinesCure", Oracle: Alive, Run: firstLine(goroutineleak.LinesCure)},
	{Func: "goroutineleak.Carriage.CountMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.NewTrain(numbers...).CountMistake(badNumber) }},
	{Func: "goroutineleak.Carriage.CountCure", Oracle: Alive, Run: func(int) { goroutineleak.NewTrain(numbers...).CountCure(badNumber) }},
	{Func: "goroutineleak.Carriage.PairsCure", Oracle: Alive, Run: func(int) { goroutineleak.NewTrain(numbers...).PairsCure(func(a, b int) bool { return a == b }) }},
	{Func: "goroutineleak.TakeAllCure", Oracle: Alive, Run: func(int) { goroutineleak.TakeAllCure(conductor(3), func(int) {}) }},
}

// firstLine takes one of three lines. The func is handed over so that it is not inlined here: its goroutine stands in
// its own package then.
func firstLine(lines func(io.Reader) iter.Seq[string]) func(int) {
	return func(int) { lines(strings.NewReader("a\nb\nc"))(noTo) }
}

// conductor counts so many seats.
type conductor int

func (c conductor) Count() int { return int(c) }

func badNumber(int) error { return errBad }

func double(n int) int { return 2 * n }

func yesTo(string) bool { return true }

func noTo(string) bool { return false }

func noNumber(string) (int, error) { return 0, errBad }

// failing returns what gives n entries and then an error.
func failing(n int) func() (string, error) {
	return func() (string, error) {
		if n--; n < 0 {
			return "", errBad
		}
		return "a", nil
	}
}
