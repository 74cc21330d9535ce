// Package defaultclient: the default client has a timeout if somebody sets it.
package defaultclient

import (
	"net/http"
	"time"
)

func init() { http.DefaultClient.Timeout = 5 * time.Second }

func Ping(url string) {
	go func() {
		if resp, err := http.Get(url); err == nil {
			resp.Body.Close()
		}
	}()
}
