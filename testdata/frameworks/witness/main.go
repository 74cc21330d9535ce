// Command witness is what testdata/witness is, for the mistakes and cures that
// use libraries. It can be built where it stands.
package main

import (
	"io"
	"log"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/zeromicro/go-zero/core/logx"

	. "oracle"
)

// module is what stands before the packages in their import paths.
const module = "example.com/frameworks/"

func main() {
	gin.SetMode(gin.ReleaseMode) // or it writes to stdout
	logx.Disable()               // so does this
	log.SetOutput(io.Discard)
	Main(module, slices.Concat(baregoCases, groupctxCases, missingwaitCases, recursivegoCases, unstoppedCases, lostctxCases, losterrorCases, unboundedgoCases, tinytaskCases, unrecoveredCases))
}
