// Package frameworks pins the libraries that internal/known/known.txt names,
// so that a test can hold each row of the table against the real thing.
// Its folders hold example code that uses them.
//
// To fetch what it needs: go mod download, in this directory.
package frameworks

// One import for each package that known.txt names; go mod tidy keeps a module
// only while something imports it. The test in internal/known fails, naming the
// package, where one is missing here.
import (
	_ "github.com/alitto/pond"
	_ "github.com/alitto/pond/v2"
	_ "github.com/bytedance/gopkg/util/gopool"
	_ "github.com/cenkalti/backoff/v5"
	_ "github.com/gammazero/workerpool"
	_ "github.com/gin-gonic/gin"
	_ "github.com/go-chi/chi/v5"
	_ "github.com/gorilla/websocket"
	_ "github.com/hashicorp/go-multierror"
	_ "github.com/labstack/echo/v4"
	_ "github.com/nats-io/nats.go"
	_ "github.com/oklog/run"
	_ "github.com/panjf2000/ants/v2"
	_ "github.com/remeh/sizedwaitgroup"
	_ "github.com/robfig/cron/v3"
	_ "github.com/rs/zerolog"
	_ "github.com/rs/zerolog/log"
	_ "github.com/samber/lo"
	_ "github.com/samber/lo/parallel"
	_ "github.com/sirupsen/logrus"
	_ "github.com/sourcegraph/conc"
	_ "github.com/sourcegraph/conc/iter"
	_ "github.com/sourcegraph/conc/pool"
	_ "github.com/sourcegraph/conc/stream"
	_ "github.com/stretchr/testify/require"
	_ "github.com/thejerf/suture/v4"
	_ "github.com/zeromicro/go-zero/core/fx"
	_ "github.com/zeromicro/go-zero/core/mr"
	_ "github.com/zeromicro/go-zero/core/syncx"
	_ "github.com/zeromicro/go-zero/core/threading"
	_ "go.uber.org/zap"
	_ "golang.org/x/sync/errgroup"
	_ "golang.org/x/sync/semaphore"
	_ "golang.org/x/sync/singleflight"
	_ "google.golang.org/grpc"
	_ "gopkg.in/tomb.v2"
	_ "k8s.io/apimachinery/pkg/util/runtime"
	_ "k8s.io/apimachinery/pkg/util/wait"
	_ "k8s.io/client-go/util/workqueue"
	_ "k8s.io/klog/v2"
)
