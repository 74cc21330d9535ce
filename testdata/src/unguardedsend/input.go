package unguardedsend

import "context"

// A Poller is to read intervals until they are closed: that is what it is given them for.
type Poller func(ctx context.Context, intervals <-chan int)

func SpreadCure(ctx context.Context, pollers []Poller, in <-chan int) {
	var outs []chan int
	for _, w := range pollers {
		out := make(chan int)
		outs = append(outs, out)
		w(ctx, out)
	}
	go func() {
		for i := range in {
			for _, out := range outs {
				out <- i
			}
		}
		for _, out := range outs {
			close(out)
		}
	}()
}

// Without a close it is as if it was handed to anybody.
func SpreadMistake(ctx context.Context, pollers []Poller, in <-chan int) {
	var outs []chan int
	for _, w := range pollers {
		out := make(chan int)
		outs = append(outs, out)
		w(ctx, out)
	}
	go func() { // want `sends to the channel, which is handed out, .*\(unguardedsend\)`
		for i := range in {
			for _, out := range outs {
				out <- i
			}
		}
	}()
}
