package barego

import (
	"context"
	"log"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/labstack/echo/v4"
)

// Handlers of web frameworks: what a request launches ends with it, or has a
// bound.

func GinMistake(s *Sampler) gin.HandlerFunc {
	return func(c *gin.Context) {
		go s.forever() // want `\(barego\)`
		c.Status(http.StatusAccepted)
	}
}

func GinCure(s *Sampler) gin.HandlerFunc {
	return func(c *gin.Context) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request.Context()), 5*time.Second)
		go func() {
			defer cancel()
			s.until(ctx)
		}()
		c.Status(http.StatusAccepted)
	}
}

func GinRoutesMistake(r *gin.Engine) {
	r.POST("/watch", func(c *gin.Context) {
		cc := c.Copy()
		go func() { // want `\(barego\)`
			for {
				log.Printf("still watching %s", cc.Request.URL.Path)
				time.Sleep(time.Second)
			}
		}()
	})
}

func GinRoutesCure(r *gin.Engine) {
	r.POST("/watch", func(c *gin.Context) {
		cc := c.Copy()
		go log.Printf("done with %s", cc.Request.URL.Path)
	})
}

func GinCallbackMistake(c *gin.Context) {
	url := c.Query("callback")
	go func() { // want `\(barego\)`
		if err := fetch(url); err != nil {
			log.Print(err)
		}
	}()
	c.Status(http.StatusAccepted)
}

func GinCallbackCure(c *gin.Context) {
	url := c.Query("callback")
	client := &http.Client{Timeout: 5 * time.Second}
	go func() {
		resp, err := client.Get(url)
		if err != nil {
			log.Print(err)
			return
		}
		resp.Body.Close()
	}()
	c.Status(http.StatusAccepted)
}

// Joined within the request.
func GinJoined(c *gin.Context) {
	errc := make(chan error, 1)
	go func() { errc <- fetch(c.Query("url")) }()
	if err := <-errc; err != nil {
		c.AbortWithStatus(http.StatusBadGateway)
		return
	}
	c.Status(http.StatusOK)
}

// gin's Run has no handle to end it, either.
func GinRunMistake(addr string) {
	r := gin.New()
	go r.Run(addr) // stretch: the server is a local of Run
}

func GinRunCure(addr string) (stop func() error) {
	srv := &http.Server{Addr: addr, Handler: gin.New()}
	go srv.ListenAndServe()
	return srv.Close
}

func EchoMistake(s *Sampler) echo.HandlerFunc {
	return func(c echo.Context) error {
		go s.forever() // want `\(barego\)`
		return c.NoContent(http.StatusAccepted)
	}
}

func EchoCure(s *Sampler) echo.HandlerFunc {
	return func(c echo.Context) error {
		go s.until(c.Request().Context())
		<-c.Request().Context().Done()
		return c.NoContent(http.StatusOK)
	}
}

func ChiMistake(r chi.Router, s *Sampler) {
	r.Get("/sample", func(w http.ResponseWriter, req *http.Request) {
		go s.forever() // want `\(barego\)`
	})
}

func ChiCure(r chi.Router, s *Sampler) {
	r.Get("/sample", func(w http.ResponseWriter, req *http.Request) {
		go s.until(req.Context())
		<-req.Context().Done()
	})
}
