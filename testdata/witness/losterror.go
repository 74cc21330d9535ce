package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"time"

	"losterror"
	. "oracle"
)

// All work fails, and what the function under test is told of it is what it
// returns.
var lostErrors = []Case{
	lost("RecordMistake", func() error { losterror.RecordMistake(fail); return nil }),
	lost("RecordCure", func() error { return losterror.RecordCure(fail) }),
	lost("Store.SaveMistake", func() error { store().SaveMistake("a"); return nil }),
	lost("Store.SaveCure", func() error { return store().SaveCure("a")() }),
	lost("Store.SaveLaterMistake", func() error { store().SaveLaterMistake("a"); return nil }),
	lost("Store.SaveLaterCure", func() error { store().SaveLaterCure("a"); return nil }),
	lost("Store.HookMistake", func() error { store().HookMistake("a"); return nil }),
	lost("Store.HookCure", func() error { store().HookCure("a"); return nil }),
	lost("ServeMistake", func() error { losterror.ServeMistake(new(http.Server), deaf{}); return nil }),
	lost("ServeCure", func() error { return losterror.ServeCure(new(http.Server), deaf{}) }),
	lost("MetricsMistake", func() error { losterror.MetricsMistake(taken()); return nil }),
	lost("MetricsCure", func() error { losterror.MetricsCure(taken()); return nil }),
	lost("EachMistake", func() error { losterror.EachMistake(dozen, failOn); return nil }),
	lost("EachCure", func() error { return losterror.EachCure(dozen, failOn) }),
	lost("EmitMistake", func() error { losterror.EmitMistake(sink{}, "a"); return nil }),
	lost("EmitCure", func() error { losterror.EmitCure(sink{}, "a"); return nil }),
	lost("MigrateMistake", func() error { losterror.MigrateMistake([]func() error{fail}); return nil }),
	lost("MigrateCure", func() error { losterror.MigrateCure([]func() error{fail}); return nil }),
	lost("UploadMistake", func() error { losterror.UploadMistake(failOn, dozen); return nil }),
	lost("UploadCure", func() error { return losterror.UploadCure(failOn, dozen) }),
	lost("SpawnMistake", func() error { losterror.SpawnMistake(fail); return nil }),
	lost("SpawnCure", func() error { losterror.SpawnCure(fail); return nil }),
	lost("ShipMistake", func() error { losterror.ShipMistake("a", fail); return nil }),
	lost("ShipCure", func() error { losterror.ShipCure("a", fail); return nil }),
	lost("MailMistake", func() error { answer(losterror.MailMistake(failIn)); return nil }),
	lost("MailCure", func() error { answer(losterror.MailCure(failIn)); return nil }),
	lost("CountMistake", func() error { losterror.CountMistake(failNumber); return nil }),
	lost("CountCure", func() error { _, err := losterror.CountCure(failNumber); return err }),
	lost("BackupMistake", func() error { losterror.BackupMistake([]func() error{fail}); return nil }),
	lost("BackupCure", func() error { return losterror.BackupCure([]func() error{fail}) }),
	lost("WarmMistake", func() error { <-losterror.WarmMistake(fail); return nil }),
	lost("WarmCure", func() error { return <-losterror.WarmCure(fail) }),
	lost("Store.ExpireMistake", func() error { store().ExpireMistake("a", time.Millisecond); return nil }),
	lost("Store.ExpireCure", func() error { store().ExpireCure("a", time.Millisecond); return nil }),
	lost("Store.SafeMistake", func() error { store().SafeMistake("a"); return nil }),
	lost("Store.SafeCure", func() error { store().SafeCure("a"); return nil }),
	lost("SizeMistake", func() error { losterror.SizeMistake(failNumber, func(int) {}); return nil }),
	lost("SizeCure", func() error { losterror.SizeCure(failNumber, func(int) {}); return nil }),
	lost("StepsMistake", func() error { losterror.StepsMistake(fail, fail); return nil }),
	lost("StepsCure", func() error { losterror.StepsCure(fail, fail); return nil }),
	lost("RefreshMistake", func() error { losterror.RefreshMistake(fail, 0); return nil }),
	lost("RefreshCure", func() error { return <-losterror.RefreshCure(fail, 0) }),
	lost("HookMistake", func() error { answer(losterror.HookMistake(failOn)); return nil }),
	lost("HookCure", func() error { answer(losterror.HookCure(failOn)); return nil }),
	lost("ServeBothMistake", func() error { losterror.ServeBothMistake(&http.Server{Addr: taken()}); return nil }),
	lost("ServeBothCure", func() error { losterror.ServeBothCure(&http.Server{Addr: taken()}); return nil }),
	lost("PruneMistake", func() error { losterror.PruneMistake(fail); return nil }),
	lost("PruneCure", func() error { return losterror.PruneCure(fail) }),
	lost("AddMistake", func() error { losterror.AddMistake(failOn, "a"); return nil }),
	lost("AddCure", func() error { losterror.AddCure(failOn, "a"); return nil }),
	lost("FatalMistake", func() error { losterror.FatalMistake(fail, func() {}); return nil }),
	lost("FatalCure", func() error { losterror.FatalCure(fail, func() {}); return nil }),
	lost("WaysMistake", func() error { losterror.WaysMistake(fail, false); return nil }),
	lost("WaysCure", func() error { losterror.WaysCure(fail, false); return nil }),
	lost("WriteMistake", func() error { losterror.WriteMistake(closedFile(), nil); return nil }),
	lost("WriteCure", func() error { losterror.WriteCure(closedFile(), nil); return nil }),
	lost("Store.StreamMistake", func() error { _, err := io.ReadAll(store().StreamMistake(failTo)); return err }),
	lost("Store.StreamCure", func() error { _, err := io.ReadAll(store().StreamCure(failTo)); return err }),
	lost("SaveMistake", func() error { losterror.SaveMistake(sink{}, "a"); return nil }),
	lost("SaveCure", func() error { return <-losterror.SaveCure(sink{}, "a") }),
	lost("WalkMistake", func() error { losterror.WalkMistake(absentFolder(), make(chan string, 1)); return nil }),
	lost("WalkReadMistake", func() error { losterror.WalkReadMistake(absentFolder(), make(chan []byte, 1)); return nil }),
	lost("WalkAnyMistake", func() error {
		losterror.WalkAnyMistake(".", func(string, fs.DirEntry, error) error { return fail() })
		return nil
	}),
	lost("WalkCure", func() error { return losterror.WalkCure(absentFolder(), make(chan string, 1))() }),
	lost("Loader.HiddenMistake", func() error { loader().HiddenMistake(absentFolder()); return nil }),
	lost("Loader.ElsewhereMistake", func() error { loader().ElsewhereMistake(folder()); return nil }),
	lost("Loader.DroppedMistake", func() error { loader().DroppedMistake(absentFolder()); return nil }),
	lost("Loader.ToldCure", func() error { loader().ToldCure(absentFolder()); return nil }),
	lost("Loader.LoggedCure", func() error { loader().LoggedCure(absentFolder()); return nil }),
	lost("Loader.EmptyCure", func() error { failures.Add(1); loader().EmptyCure(nil); return nil }),
	lost("Loader.KeptCure", func() error {
		l := loader()
		l.KeptCure(absentFolder())
		Await(func() bool { _, err := l.Last(); return err != nil })
		_, err := l.Last()
		return err
	}),
}

var failures atomic.Int64

func fail() error {
	failures.Add(1)
	return errors.New("failed")
}

func failOn(string) error          { return fail() }
func failTo(io.Writer) error       { return fail() }
func failIn(context.Context) error { return fail() }
func failNumber() (int, error)     { return 0, fail() }
func store() *losterror.Store      { return &losterror.Store{Put: failOn, After: failOn} }
func answer(handler http.HandlerFunc) {
	handler(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}

// sink takes nothing.
type sink struct{}

func (sink) Emit(string) error { return fail() }
func (sink) Save(string) error { return fail() }

// deaf is a listener that nobody can reach.
type deaf struct{}

func (deaf) Accept() (net.Conn, error) { return nil, fail() }
func (deaf) Close() error              { return nil }
func (deaf) Addr() net.Addr            { return new(net.TCPAddr) }

// closedFile returns a file that cannot be written.
func closedFile() *os.File {
	r, w, err := os.Pipe()
	NoErr(err)
	NoErr(r.Close())
	NoErr(w.Close())
	failures.Add(1)
	return w
}

// absentFolder returns a folder that is not there.
func absentFolder() string {
	failures.Add(1)
	return "absent"
}

// folder returns one that is there, and is no file.
func folder() string {
	failures.Add(1)
	return "."
}

// loader tells the log of what its owner is told.
func loader() *losterror.Loader {
	return &losterror.Loader{OnError: func(err error) { log.Print(err) }}
}

// taken returns an address that something listens on already.
func taken() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	NoErr(err)
	failures.Add(1)
	return l.Addr().String()
}

// lost is a case of work that is sure to fail.
func lost(name string, call func() error) Case {
	return Case{Func: "losterror." + name, Oracle: Lost, Call: func(context.Context) error {
		err := call()
		Await(func() bool { return failures.Load() > 0 })
		return err
	}}
}
