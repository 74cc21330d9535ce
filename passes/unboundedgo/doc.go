// Package unboundedgo defines an Analyzer that reports launches whose number only
// the input decides.
//
// # Analyzer unboundedgo
//
// unboundedgo: report a goroutine for each item of an input without a limit
package unboundedgo
