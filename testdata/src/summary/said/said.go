// want package:"analyzed\\(7\\)"

// Package said says in directives what its functions do: importers are told so, beside
// what the analysis sees.
package said

import "context"

var backend interface {
	execute(f func())
	wait()
}

//gorolint:launches f
func Go(f func()) { backend.execute(f) } // want Go:"^said launch func=0$" Go:"^p0:keeps$"

//gorolint:joins fs
func All(fs ...func()) { // want All:"^said joins func=0…$" All:"^p0:keeps$"
	for _, f := range fs {
		backend.execute(f)
	}
}

// Go1 has several.
//
//gorolint:launches f, g join=p.Wait limit=SetLimit
//gorolint:blocks-until ctx,p.Close
func (p *Pool) Go1(ctx context.Context, f, g func()) {} // want Go1:"^said launch func=1,2 join=recv.Wait limit=SetLimit; blocks until=arg0,recv.Close$"

type Pool struct {
	//gorolint:runs f
	Hook  func(f func()) // want Hook:"^said runs func=0$"
	other func()         //gorolint:endless
}

func (*Pool) Wait()        {}
func (*Pool) Close()       {}
func (*Pool) SetLimit(int) {}

type Launcher interface {
	Start(f func())              //gorolint:launches f // want Start:"^said launch func=0$"
	Serve(context.Context) error //gorolint:blocks-until arg0 forever // want Serve:"^said blocks until=arg0 forever$"
}

//gorolint:exits
var Fatal func(string) // want Fatal:"^said exits$"

//gorolint:exits
func fatal() {} // nobody else can name it

func Die() { fatal() } // want Die:"^exits$"

func Stop() { Fatal("") } // want Stop:"^exits$"

// Endless does return, the analysis thinks.
//
//gorolint:endless
func Endless() { backend.wait() } // want Endless:"^said endless$" Endless:"^endless$"

func CallsEndless() { Endless() } // want CallsEndless:"^endless$"

// Returns does not return, the analysis thinks.
//
//gorolint:blocks-until done
func Returns(done chan struct{}) { // want Returns:"^said blocks until=arg0$"
	for {
	}
}
