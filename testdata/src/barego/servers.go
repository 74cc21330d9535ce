// Goroutines that a request starts and nobody ends, calls without a bound
// that outlive their request, and servers nobody can shut down.
package barego

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// A Subscribe handler starts a heartbeat with each request.
type SubscribeMistake struct {
	Every time.Duration
	Beat  func(topic string)
}

func (s *SubscribeMistake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	topic := r.URL.Query().Get("topic")
	go func() { // want `\(barego\)`
		for {
			s.Beat(topic)
			time.Sleep(s.Every)
		}
	}()
	w.WriteHeader(http.StatusAccepted)
}

type SubscribeCure struct {
	Every time.Duration
	Beat  func(topic string)
}

func (s *SubscribeCure) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	topic := r.URL.Query().Get("topic")
	ctx := r.Context()
	go func() {
		for {
			s.Beat(topic)
			select {
			case <-ctx.Done():
				return
			case <-time.After(s.Every):
			}
		}
	}()
	io.Copy(w, r.Body)
}

// A handler as a closure, the way routers take it.
func RoutesMistake(mux *http.ServeMux, p *Poller) {
	mux.HandleFunc("/poll", func(w http.ResponseWriter, r *http.Request) {
		go p.forever() // want `\(barego\)`
		w.WriteHeader(http.StatusAccepted)
	})
}

func RoutesCure(mux *http.ServeMux, p *Poller) {
	mux.HandleFunc("/poll", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), Within)
		go func() {
			defer cancel()
			p.until(ctx.Done())
		}()
		w.WriteHeader(http.StatusAccepted)
	})
}

// A call without a bound goes on when the request is long over.
func CallbackMistake(w http.ResponseWriter, r *http.Request) {
	url := r.FormValue("callback")
	go func() { // want `\(barego\)`
		resp, err := http.Get(url)
		if err != nil {
			log.Printf("callback %s: %v", url, err)
			return
		}
		resp.Body.Close()
	}()
	w.WriteHeader(http.StatusAccepted)
}

func CallbackCure(w http.ResponseWriter, r *http.Request) {
	url := r.FormValue("callback")
	client := &http.Client{Timeout: Within}
	go func() {
		resp, err := client.Get(url)
		if err != nil {
			log.Printf("callback %s: %v", url, err)
			return
		}
		resp.Body.Close()
	}()
	w.WriteHeader(http.StatusAccepted)
}

// The same call, one function further.
func notify(url string, body []byte) error {
	resp, err := http.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return errors.New(resp.Status)
	}
	return nil
}

func NotifyMistake(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	go notify(r.FormValue("callback"), body) // want `\(barego\)`
	w.WriteHeader(http.StatusAccepted)
}

func notifyWithin(ctx context.Context, url string, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, Within)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return errors.New(resp.Status)
	}
	return nil
}

func NotifyCure(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	go notifyWithin(context.WithoutCancel(r.Context()), r.FormValue("callback"), body)
	w.WriteHeader(http.StatusAccepted)
}

// The request carries Background, so nothing bounds the call.
func AuditMistake(w http.ResponseWriter, r *http.Request) {
	url := r.FormValue("audit")
	go func() { // want `\(barego\)`
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPut, url, nil)
		if err != nil {
			return
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return
		}
		resp.Body.Close()
	}()
	w.WriteHeader(http.StatusNoContent)
}

func AuditCure(w http.ResponseWriter, r *http.Request) {
	url := r.FormValue("audit")
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), Within)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodPut, url, nil)
		if err != nil {
			return
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return
		}
		resp.Body.Close()
	}()
	w.WriteHeader(http.StatusNoContent)
}

// A client of its own, and no Timeout in it.
func OwnClientMistake(w http.ResponseWriter, r *http.Request) {
	url := r.FormValue("callback")
	go func() { // want `\(barego\)`
		client := &http.Client{}
		resp, err := client.Get(url)
		if err != nil {
			return
		}
		resp.Body.Close()
	}()
	w.WriteHeader(http.StatusAccepted)
}

// A server holds its address: started again, it fails and returns, so that its
// goroutines do not add up. It is as good as process-lifetime.
func ListenAgain(addr string, h http.Handler) {
	go http.ListenAndServe(addr, h)
}

func ListenClosure(addr string, h http.Handler) {
	go func() {
		if err := http.ListenAndServe(addr, h); err != nil {
			log.Print(err)
		}
	}()
}

func ListenCure(addr string, h http.Handler) (stop func() error) {
	srv := &http.Server{Addr: addr, Handler: h}
	go func() {
		if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			log.Print(err)
		}
	}()
	return srv.Close
}

// The server is a local, and nothing shuts it down; but it holds its address.
func LocalServer(addr string, h http.Handler) {
	srv := &http.Server{Addr: addr, Handler: h}
	go func() {
		if err := srv.ListenAndServe(); err != nil {
			log.Print(err)
		}
	}()
}

func LocalServerCure(ctx context.Context, addr string, h http.Handler) {
	srv := &http.Server{Addr: addr, Handler: h}
	go srv.ListenAndServe()
	<-ctx.Done()
	srv.Close()
}

// The listener is a local, and nothing closes it.
func LocalListenerMistake(serve func(net.Conn)) (addr string, err error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go func() { // stretch: what serve does with the connection is not known
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			serve(conn)
		}
	}()
	return ln.Addr().String(), nil
}

func LocalListenerCure(serve func(net.Conn)) (addr string, stop func() error, err error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			serve(conn)
		}
	}()
	return ln.Addr().String(), ln.Close, nil
}
