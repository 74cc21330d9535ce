// Package tinytask holds tiny tasks launched with well-known libraries.
package tinytask

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/panjf2000/ants/v2"
	"github.com/zeromicro/go-zero/core/threading"
	"golang.org/x/sync/errgroup"
)

// Row 1: microsecond checks in a request handler.
func GinMistake(c *gin.Context) {
	id, body := c.Param("id"), []byte(c.Query("body"))
	go validateID(id)       // want `goroutine validateID does .*\(tinytask\)`
	go validateFormat(body) // want `goroutine validateFormat does`
	c.Status(http.StatusCreated)
}

func GinCure(c *gin.Context) {
	id, body := c.Param("id"), []byte(c.Query("body"))
	if err := errors.Join(validateID(id), validateFormat(body)); err != nil {
		c.AbortWithError(http.StatusBadRequest, err)
		return
	}
	c.Status(http.StatusCreated)
}

func validateID(id string) error {
	if len(id) < 4 || !strings.HasPrefix(id, "id-") {
		return errors.New("malformed id")
	}
	return nil
}

func validateFormat(body []byte) error {
	if len(body) < 2 || body[0] != '{' || body[len(body)-1] != '}' {
		return errors.New("no object")
	}
	return nil
}

func ErrgroupMistake(id string, body []byte) error {
	var g errgroup.Group
	g.Go(func() error { return validateID(id) })       // want `\(tinytask\)`
	g.Go(func() error { return validateFormat(body) }) // want `\(tinytask\)`
	return g.Wait()
}

func ErrgroupCure(id string, body []byte) error {
	return errors.Join(validateID(id), validateFormat(body))
}

// It may be there for the recover.
func GoSafeCure(id string) {
	threading.GoSafe(func() { validateID(id) })
}

// The workers of a pool are there already.
func PoolCure(id string) error {
	return ants.Submit(func() { validateID(id) })
}
