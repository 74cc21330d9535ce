package ok

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// What imports testing is for tests, though it is none.
func NewServer(t *testing.T, h http.Handler) string {
	s := httptest.NewUnstartedServer(h)
	t.Cleanup(s.Close)
	srv := &http.Server{Handler: h}
	go srv.Serve(s.Listener)
	return s.URL
}
