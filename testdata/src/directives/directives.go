// Package directives has findings that a comment silences, and comments that
// silence nothing.
package directives

import "sync"

func spin() {
	for {
	}
}

func spinUntil(stop chan struct{}) {
	<-stop
}

// On the reported line, on the line before, on the statement's last line.

func Silenced() {
	go spin() //gorolint:ignore barego it is a toy
	//gorolint:ignore barego it is a toy
	go spin()
	// A longer comment may go on after it.
	//gorolint:ignore barego it is a toy
	// So it does.
	go spin()
	go func() {
		spin()
	}() //gorolint:ignore barego it is a toy
	go func() { //gorolint:ignore barego,unclosedchan it is a toy // want `silences nothing of unclosedchan here; move it to the line that is reported, or remove it \(unclosedchan\)`
		spin()
	}()
}

func SilencedRange() {
	jobs := make(chan int)
	var wg sync.WaitGroup
	wg.Go(func() {
		for range jobs { //gorolint:ignore unclosedchan it is a toy
		}
	})
	wg.Go(func() {
		for range jobs {
			spinUntil(nil)
		} //gorolint:ignore unclosedchan it is a toy
	})
	jobs <- 1
	wg.Wait()
}

func Nolint() {
	go spin() //nolint
	go spin() //nolint:gorolint
	go spin() //nolint:all
	go spin() //nolint:errcheck,gorolint
	//nolint:gorolint // the whole statement
	func() {
		go spin()
		go spin()
	}()
}

//nolint:gorolint
func NolintFunc() {
	go spin()
}

// What is not silenced.

func NotSilenced() {
	go spin() //gorolint:ignore unclosedchan another rule // want `loops for ever` `silences nothing of unclosedchan`
	//gorolint:ignore barego it stands too far away // want `silences nothing of barego`

	go spin() // want `loops for ever`
	go spin() //nolint:errcheck // want `loops for ever`
	go spin() //nolinter // want `loops for ever`
	go spin() //gorolint:ignored barego it is a toy // want `loops for ever` `an unknown verb "ignored"; is ignore meant\?`
	/*nolint*/ go spin() // want `loops for ever`
}

// Directives that are not complete silence nothing.

func Incomplete() {
	go spin() //gorolint:ignore // want `loops for ever` `names no rule and silences nothing`
	go spin() //gorolint:ignore barego // want `loops for ever` `gives no reason and silences nothing; write //gorolint:ignore RULE\[,RULE\] reason, without // before the reason \(directive\)`
	go spin() //gorolint:ignore bargo it is a toy // want `loops for ever` `a rule "bargo" that does not exist; is barego meant\? \(directive\)`
	go spin() //gorolint:ignore everything it is a toy // want `loops for ever` `a rule "everything" that does not exist; the rules are .*barego, .* \(directive\)`
	go spin() //gorolint: ignore barego it is a toy // want `loops for ever` `a space behind its colon and says nothing; write //gorolint:ignore barego it is a toy \(directive\)`
	go spin() //gorolint:ignore:barego it is a toy // want `loops for ever` `a colon behind ignore and says nothing; write //gorolint:ignore barego \(directive\)`
	go spin() // gorolint:ignore barego it is a toy // want `loops for ever` `a space in front of gorolint:; write //gorolint:ignore \(directive\)`
}

// A finding of the strict tier is silenced before it is asked for: no word
// about this one without -strict.
func Strict() {
	go func() {}() //gorolint:ignore barego a goroutine that ends
}
