// Package app is for tests, as its folder tells.
package app

import (
	"net"
	"net/http"
)

func Start(l net.Listener, h http.Handler) *http.Server {
	srv := &http.Server{Handler: h}
	go srv.Serve(l)
	return srv
}
