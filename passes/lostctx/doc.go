// Package lostctx defines an Analyzer that reports goroutines which block without
// the context that is at hand.
//
// # Analyzer lostctx
//
// lostctx: report blocking calls of goroutines that do without the context at hand
//
// A function that takes a context promises to stop when that ends. A goroutine
// that it launches breaks the promise if its call is given another context, or
// none. Whoever cancels ctx waits for the database all the same:
//
//	// WRONG
//	func Totals(ctx context.Context, db *sql.DB) (users, orders int) {
//		var wg sync.WaitGroup
//		wg.Go(func() { // "this goroutine calls DB.QueryRow, which takes no context, …"
//			db.QueryRow(countUsers).Scan(&users)
//		})
//		wg.Go(func() { // "this goroutine gives DB.QueryRowContext a context that never ends, …"
//			db.QueryRowContext(context.Background(), countOrders).Scan(&orders)
//		})
//		wg.Wait()
//		return users, orders
//	}
//
// A context is lost as well if its cancel func hides behind a call that returns on
// an error only. A signal ends the process, and the workers do not hear of it:
//
//	// WRONG
//	func main() {
//		ctx, cancel := context.WithCancel(context.Background())
//		defer cancel()
//		go work(ctx)
//		http.ListenAndServe(":80", nil) // "http.ListenAndServe returns only if it fails, and ctx is cancelled only after it: …"
//	}
//
// The first two are given what is at hand:
//
//	// RIGHT
//	func Totals(ctx context.Context, db *sql.DB) (users, orders int) {
//		var wg sync.WaitGroup
//		wg.Go(func() { db.QueryRowContext(ctx, countUsers).Scan(&users) })
//		wg.Go(func() { db.QueryRowContext(ctx, countOrders).Scan(&orders) })
//		wg.Wait()
//		return users, orders
//	}
//
// and the program is told to end, by a context that a signal ends:
//
//	// RIGHT
//	func main() {
//		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
//		defer stop()
//		srv := &http.Server{Addr: ":80"}
//		go srv.ListenAndServe()
//		work(ctx)
//		srv.Shutdown(context.WithoutCancel(ctx))
//	}
//
// A context is at hand as a parameter, as what an *http.Request or *gin.Context
// carries, or as a field of the receiver. To use it for the log only is no use of
// it. Work that is to outlive a request cannot have the request's context, but it
// should have a bound:
//
//	// RIGHT
//	func (s *Server) Order(w http.ResponseWriter, r *http.Request) {
//		ctx := context.WithoutCancel(r.Context())
//		go func() {
//			ctx, cancel := context.WithTimeout(ctx, time.Minute)
//			defer cancel()
//			s.mailer.Send(ctx, confirmation)
//		}()
//	}
//
// Also reported is a goroutine that waits for the end of a context which is the
// background all the way: nobody can cancel it.
//
// This is advice: it is reported with -advice. Silent are a timeout or cancel func
// of the goroutine's own, context.WithoutCancel, a done channel or Close that ends it,
// a goroutine that watches some context in any way, what is deferred or starts when
// the context has ended, a goroutine of the value that a constructor returns, and
// what lives as long as the process.
package lostctx
