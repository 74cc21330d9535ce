package directives

import (
	"context"
	"io"
)

// Directives that describe functions, and are wrong.

//gorolint:lauches f // want `unknown verb "lauches"; is launches meant\? \(directive\)`
func Misspelled(f func()) {}

//gorolint:starts-goroutine f // want `unknown verb "starts-goroutine"; the verbs are launches, blocks-until, launch, joins, .*, ignore \(directive\)`
func Invented(f func()) {}

//gorolint:launches g // want `WrongName has no parameter g; it has ctx, f, arg2 \(directive\)`
func WrongName(ctx context.Context, f func(), _ int) {}

//gorolint:launches // want `launches has nothing behind it; write //gorolint:launches and the name of a parameter: it has f`
func Nameless(f func()) {}

//gorolint:launches ctx // want `ctx is no func but context.Context; if a method of it is called, write method=…`
func WrongKind(ctx context.Context, f func()) {}

//gorolint:launches n // want `n is no func but int \(directive\)`
func Number(n int) {}

//gorolint:launches f joined // want `joined is no word of launches; who launches and waits joins: write //gorolint:joins f`
func Joined(f func()) {}

//gorolint:launches f forever // want `Forever has no parameter forever; it has f`
func Forever(f func()) {}

//gorolint:launches f until=f // want `launches takes no "until"; it takes func=…, .*delay`
func WrongKey(f func()) {}

//gorolint:launches f func=f // want `func stands twice`
func Twice(f func()) {}

//gorolint:launches f
//gorolint:launch g // want `says a second time what Again does; write one, with all names in it`
func Again(f, g func()) {}

//gorolint:launches t method=Walk // want `t has no method Walk`
func NoMethod(t io.Closer) {}

//gorolint:launches f join=Wait // want `NoReceiver has no parameter Wait; it has f; other ends are recv.Close, result.Close, peer, group and never`
func NoReceiver(f func()) {}

//gorolint:blocks-until r // want `r is no context, channel or func; write which method ends it, as in recv.Close`
func Read(r io.Reader) {}

//gorolint:blocks-until // want `blocks-until has nothing behind it; write //gorolint:blocks-until and what ends it`
func Blocks(ctx context.Context) {}

//gorolint:exits proces // want `kind=proces is none; write kind=process, kind=goroutine or kind=panic`
func Exits() {}

//gorolint:endless f // want `endless takes no "f"; write it alone`
func Endless(f func()) {}

//gorolint:derive ctx // want `Derive returns nothing that could be a context`
func Derive(ctx context.Context) {}

//gorolint:group go=Go // want `group is about a type, and directives are about functions`
type Pool struct {
	//gorolint:runs f // want `Name holds no func`
	Name string
	//gorolint:runs f
	Run func(f func())
}

// A type is no function.
//
//gorolint:launches f // want `stands at no declaration and says nothing; it belongs into the comment right above a function`
type Func func(f func())

//gorolint:launches f // want `stands at no declaration`

// The line above is empty.
func TooFar(f func()) {
	//gorolint:endless // want `stands at no declaration`
	f()
}

// Those are right.

//gorolint:launches f, g delay join=p.Close,result limit=self ctx=ctx recovers // a comment
func (p *Pool) Right(ctx context.Context, f, g func()) (done chan int) { return nil }

func (p *Pool) Close() {}

//gorolint:launch f
//gorolint:blocks-until done,ctx,p.Close,r.Close forever
func (p *Pool) Several(ctx context.Context, f func(), r io.Reader, done chan struct{}) {}

//gorolint:joins fs bounded
//gorolint:unchecked
//gorolint:cheap 100
func Variadic[F ~func()](fs ...F) error { return nil }

var (
	//gorolint:derive parent cancel
	derive func(parent context.Context) (ctx context.Context, cancel func())
	signal func(ch chan int) //gorolint:signals ch
)

type right interface {
	Unnamed(func()) //gorolint:runs arg0
}
