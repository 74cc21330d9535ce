// Package lostctx defines an Analyzer that reports goroutines which block without
// the context that is at hand.
//
// # Analyzer lostctx
//
// lostctx: report blocking calls of goroutines that do without the context at hand
//
// A function that takes a context promises to stop when that ends. A goroutine
// that it launches breaks the promise if its call is given another context, or
// none:
//
//	// WRONG
//	func Totals(ctx context.Context, db *sql.DB) (users, orders int) {
//		var wg sync.WaitGroup
//		wg.Go(func() { // "this goroutine calls DB.QueryRow, which takes no context, …"
//			db.QueryRow(countUsers).Scan(&users)
//		})
//		wg.Go(func() {
//			db.QueryRowContext(context.Background(), countOrders).Scan(&orders)
//		})
//		wg.Wait()
//		return users, orders
//	}
//
// Whoever cancels ctx waits for the database all the same:
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
// A context is at hand as a parameter, as what an *http.Request or *gin.Context
// carries, or as a field of the receiver. To use it for the log only is no use of
// it. Work that is to outlive a request cannot have the request's context, but a
// bound it should have:
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
// Related, and reported where it can be proven, is a program that cannot be told
// to end, because the only call of its cancel func comes after a call that blocks
// for ever. SIGTERM kills the process; the workers do not hear of it:
//
//	// WRONG
//	func main() {
//		ctx, cancel := context.WithCancel(context.Background())
//		go work(ctx)
//		http.ListenAndServe(":80", nil)
//		cancel() // comes too late
//	}
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
// This is advice: it is reported with -advice. Silent are a timeout or cancel func
// of the goroutine's own, context.WithoutCancel, a done channel or Close that ends it,
// a goroutine that watches some context in any way, what is deferred or starts when
// the context has ended, a goroutine of the value that a constructor returns, and
// what lives as long as the process.
package lostctx
