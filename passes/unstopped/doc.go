// Package unstopped defines an Analyzer that reports goroutines whose owner is
// lost before it is stopped.
//
// # Analyzer unstopped
//
// unstopped: report owners of a goroutine that are lost without a Close or Stop
//
// A constructor may start a goroutine that goes on until a method of its result is
// called. A function that makes such a value and returns without the call, most
// often with an error of something else, leaves the goroutine behind, and nobody
// can end it any more:
//
//	// WRONG
//	func Open(path string) (*Store, error) {
//		cache := lru.New(time.Minute) // "cache owns a goroutine, which goes on when this function returns without cache.Close()"
//		file, err := os.Open(path)
//		if err != nil {
//			return nil, err
//		}
//		return &Store{cache, file}, nil
//	}
//
// Close it there, or make it when nothing can fail any more:
//
//	// RIGHT
//	func Open(path string) (*Store, error) {
//		cache := lru.New(time.Minute)
//		file, err := os.Open(path)
//		if err != nil {
//			cache.Close()
//			return nil, err
//		}
//		return &Store{cache, file}, nil
//	}
//
// The same goes for a constructor that starts a goroutine of its own and then
// fails, and for a value that is used in one function only and never stopped.
//
// Which functions start a goroutine for their result or their receiver, and which
// methods end it, is seen in the code, also in that of other packages; a table says
// so of the standard library and of well-known ones. The goroutine has to be one that nothing else ends: not
// a context that the caller passes and may cancel, nor the work itself. Silent is
// what keeps the value within reach: to return it, to store it, to hand it to
// another function or to a literal that does, to register its Close. Silent is,
// too, what runs only as the process starts, what a server's loop is run after, and
// a result that is thrown away: that one is meant to go on.
package unstopped
