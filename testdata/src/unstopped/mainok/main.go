// Command mainok makes what lives as long as it does.
package main

import (
	"context"
	"errors"
	"log"
	"os"
	"os/signal"
	"time"

	"unstopped/lib"
)

func main() {
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt)
	if err := run(ctx); err != nil {
		log.Print(err)
	}
}

func run(ctx context.Context) error {
	cache := lib.NewCache(time.Minute)
	if len(os.Args) > 1 {
		return errors.New("no arguments, please")
	}
	cache.Put("run")
	<-ctx.Done()
	return nil
}
