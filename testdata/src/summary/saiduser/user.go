// want package:"analyzed\\(7\\)"

// Package saiduser calls what package said describes.
package saiduser

import (
	"context"

	"summary/said"
)

func Go(f func()) { said.Go(f) } // want Go:"^p0:launches.alone\\+once$"

func All(f func()) { said.All(f) } // want All:"^p0:launches.joined$"

func Hook(p *said.Pool, f func()) { p.Hook(f) } // want Hook:"^until\\(returned p1\\) p1:.*calls.*$"

func Start(l said.Launcher, f func()) { l.Start(f) } // want Start:"^p1:launches.alone\\+once$"

func Serve(l said.Launcher, ctx context.Context) error { return l.Serve(ctx) } // want Serve:"^until\\(recv p1.Done\\)$"

func Die() { said.Fatal("") } // want Die:"^exits$"

func Endless() { said.Endless() } // want Endless:"^endless$"

func Returns() { said.Returns(nil) }
