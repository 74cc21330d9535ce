// Package tinytask defines an Analyzer that reports goroutines whose launch costs
// more than what they do.
//
// # Analyzer tinytask
//
// tinytask: report goroutines that do less than their launch costs
//
// To start a goroutine, to schedule it and to hear of its end takes some hundred
// nanoseconds. A check of a string's length takes one:
//
//	// WRONG
//	func (s *Server) Create(w http.ResponseWriter, r *http.Request) {
//		id, body := r.FormValue("id"), read(r)
//		go validateID(id) // "goroutine validateID does the work of … simple instructions at most, …"
//		go validateFormat(body)
//		s.create(id, body)
//	}
//
// Called, it is done sooner, and its error is there to look at:
//
//	// RIGHT
//	func (s *Server) Create(w http.ResponseWriter, r *http.Request) {
//		id, body := r.FormValue("id"), read(r)
//		if err := errors.Join(validateID(id), validateFormat(body)); err != nil {
//			http.Error(w, err.Error(), http.StatusBadRequest)
//			return
//		}
//		s.create(id, body)
//	}
//
// What a goroutine does is counted on its dearest way, with all that it calls, in
// simple instructions such as loads, additions and branches. There has to be a bound:
// a loop that is longer than its constants say, a recursion, or a call of something
// unknown has none. So has whatever may have to wait: a goroutine that takes a
// lock, or sends to its launcher, may be there so that the launcher does not block.
// One that does nothing at all is there to be looked at, and so are those of tests.
//
// The flag -tinytask.limit says how many instructions are too few. By default it is
// 1000, some 150 nanoseconds, which is less than the launches cost even where
// many of them run at a time; "go test ./passes/tinytask -bench Task" measures both.
//
// This is advice: it is reported with -advice.
package tinytask
