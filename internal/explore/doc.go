// Package explore proves goroutine leaks: it runs small closed pieces of a
// program through all their interleavings and looks for a goroutine that
// stands at an operation which nothing can ever serve.
//
// A piece is one function, the root, with what it calls and launches inside the
// package. The explorer executes go/ssa itself, with abstract values: objects
// made inside are told apart by where and when they were made, and what comes
// from outside is a symbol, which is decided where a branch asks for it and
// stays so decided. Three kinds of choice are told apart:
//
//   - those of the environment are free: which ready case a select takes, when a
//     context or timer fires, whether a call to the outside fails;
//   - those of the scheduler: which goroutine moves next;
//   - all others (a parameter, a field, a length) are assumptions, of which a
//     leak may rest on one.
//
// A function of another package is run as far as its facts go: they tell the ways in which a call of it may
// send on the channels that it is given, receive, close, and tell a group that it is done ([fact.Way]).
//
// An object that may be reached from elsewhere is open, and its operations
// count as served: absence is claimed of closed ones only.
//
// The state space is searched breadth first, with these reductions. A goroutine
// runs up to its next visible operation at once; releases (Unlock, Done) are
// left movers (Lipton, "Reduction", CACM 1975) and belong to the step before
// them; a branch on a symbol whose both ways do the same to goroutines, channels
// and locks is no choice. Budgets are counted in states and instructions, so that two runs agree;
// what lies beyond them counts as served.
package explore
