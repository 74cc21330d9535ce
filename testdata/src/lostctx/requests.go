package lostctx

import (
	"context"
	"database/sql"
	"net/http"
	"sync"
	"time"

	"lostctx/lib"
)

// A handler's context is the request's; a logic keeps it in a field.

// An API serves requests.
type API struct {
	DB    *sql.DB
	Store Store
}

// The mail goes out whatever becomes of the request, for ever if it must.
func (a *API) OrderMistake(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	go func() { // want `while r.Context\(\) is at hand: .*; pass r.Context\(\), or context.WithoutCancel\(r.Context\(\)\) with a timeout if it is to outlive its caller \(group\) \(lostctx\)`
		a.Store.Save(context.Background(), "order", id)
	}()
	w.WriteHeader(http.StatusAccepted)
}

// It outlives the request by a minute at most, and keeps its values.
func (a *API) OrderCure(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	ctx := context.WithoutCancel(r.Context())
	go func() {
		ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
		defer cancel()
		a.Store.Save(ctx, "order", id)
	}()
	w.WriteHeader(http.StatusAccepted)
}

// The database is asked without a context, and the client has long hung up.
func (a *API) ReportMistake(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	for _, query := range []string{"SELECT 1", "SELECT 2"} {
		wg.Go(func() { // want `calls DB.Exec, which takes no context, while r.Context\(\) is at hand: .*; pass r.Context\(\) to DB.ExecContext \(group\)`
			a.DB.Exec(query)
		})
	}
	wg.Wait()
}

// It hears of that.
func (a *API) ReportCure(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	for _, query := range []string{"SELECT 1", "SELECT 2"} {
		wg.Go(func() { a.DB.ExecContext(r.Context(), query) })
	}
	wg.Wait()
}

// A literal handler, a helper of this package.
func (a *API) RoutesMistake(mux *http.ServeMux) {
	mux.HandleFunc("/touch", func(w http.ResponseWriter, r *http.Request) {
		a.async(func() { a.Store.Save(context.Background(), "touched", "") }) // want `while r.Context\(\) is at hand`
	})
}

func (a *API) async(f func()) {
	go func() {
		defer func() { recover() }()
		f()
	}()
}

// The helper is fine, what it is given has a timeout.
func (a *API) RoutesCure(mux *http.ServeMux) {
	mux.HandleFunc("/touch", func(w http.ResponseWriter, r *http.Request) {
		a.async(func() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), time.Millisecond)
			defer cancel()
			a.Store.Save(ctx, "touched", "")
		})
	})
}

// A LoginLogic is made for one request, whose context it keeps.
type LoginLogic struct {
	ctx   context.Context
	store Store
}

// NewLoginLogic returns the logic of a request.
func NewLoginLogic(ctx context.Context, s Store) *LoginLogic { return &LoginLogic{ctx, s} }

// The field is there, and not used where it matters.
func (l *LoginLogic) LoginMistake(user string) (string, error) {
	var wg sync.WaitGroup
	wg.Go(func() { // want `while l.ctx is at hand: .*; pass l.ctx \(group\)`
		l.store.Save(context.Background(), "login", user)
	})
	wg.Wait()
	return l.store.Load(l.ctx, user)
}

// This is how such a logic is meant.
func (l *LoginLogic) LoginCure(user string) (string, error) {
	var wg sync.WaitGroup
	wg.Go(func() { l.store.Save(l.ctx, "login", user) })
	wg.Wait()
	return l.store.Load(l.ctx, user)
}

// The group is of another package.
func (l *LoginLogic) LogoutMistake(user string) {
	var g lib.Group
	g.Run(func() { // want `while l.ctx is at hand`
		l.store.Save(context.TODO(), "logout", user)
	})
	g.Wait()
}

// It is told by the field.
func (l *LoginLogic) LogoutCure(user string) {
	var g lib.Group
	g.Run(func() { l.store.Save(l.ctx, "logout", user) })
	g.Wait()
}
