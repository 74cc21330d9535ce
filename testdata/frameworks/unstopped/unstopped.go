// Package unstopped loses values of real libraries that own a goroutine, each
// beside its cure.
package unstopped

import (
	"errors"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/panjf2000/ants/v2"
	"github.com/robfig/cron/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/credentials/insecure"
)

// Submit fails, and the pool's goroutines go on.
func AntsMistake(jobs []func()) error {
	pool, err := ants.NewPool(4) // want `pool owns a goroutine, .*\(unstopped\)`
	if err != nil {
		return err
	}
	for _, job := range jobs {
		if err := pool.Submit(job); err != nil {
			return err
		}
	}
	return pool.ReleaseTimeout(time.Second)
}

// The pool is released whatever happens.
func AntsCure(jobs []func()) error {
	pool, err := ants.NewPool(4)
	if err != nil {
		return err
	}
	defer pool.Release()
	for _, job := range jobs {
		if err := pool.Submit(job); err != nil {
			return err
		}
	}
	return nil
}

// The connection is not ready, and is dropped with its goroutines.
func DialMistake(target string) (*grpc.ClientConn, error) {
	conn, err := grpc.NewClient(target, grpc.WithTransportCredentials(insecure.NewCredentials())) // want `conn owns a goroutine, .*\(unstopped\)`
	if err != nil {
		return nil, err
	}
	if conn.GetState() == connectivity.TransientFailure {
		return nil, errors.New("not ready")
	}
	return conn, nil
}

// It is closed.
func DialCure(target string) (*grpc.ClientConn, error) {
	conn, err := grpc.NewClient(target, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	if conn.GetState() == connectivity.TransientFailure {
		conn.Close()
		return nil, errors.New("not ready")
	}
	return conn, nil
}

// The subscription fails.
func SubscribeMistake(url, subject string, handle nats.MsgHandler) (*nats.Conn, error) {
	nc, err := nats.Connect(url) // want `nc owns a goroutine, .*\(unstopped\)`
	if err != nil {
		return nil, err
	}
	if _, err := nc.Subscribe(subject, handle); err != nil {
		return nil, err
	}
	return nc, nil
}

// The connection is drained.
func SubscribeCure(url, subject string, handle nats.MsgHandler) (*nats.Conn, error) {
	nc, err := nats.Connect(url)
	if err != nil {
		return nil, err
	}
	if _, err := nc.Subscribe(subject, handle); err != nil {
		nc.Drain()
		return nil, err
	}
	return nc, nil
}

// A schedule that the package keeps is none that is lost.
var schedule *cron.Cron

// Schedule starts it.
func Schedule(job func()) error {
	schedule = cron.New()
	if _, err := schedule.AddFunc("@hourly", job); err != nil {
		return err
	}
	schedule.Start()
	return nil
}
