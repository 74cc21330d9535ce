package unclosedchan

// The other half of the Postman, and the Logger that ends.

func (p *Postman) Send(to, text string) { p.queue <- to + ": " + text }

func (p *Postman) Flush() string {
	close(p.queue)
	p.wg.Wait()
	return p.sent.String()
}

type closedSink struct {
	lines chan string
	kept  []string
}

func (s *closedSink) drain() {
	for line := range s.lines {
		s.kept = append(s.kept, line)
	}
}

type ClosedLogger struct{ sink *closedSink }

func NewLoggerCure() *ClosedLogger {
	s := &closedSink{lines: make(chan string, 64)}
	go s.drain()
	return &ClosedLogger{sink: s}
}

func (l *ClosedLogger) Print(line string) { l.sink.lines <- line }

func (l *ClosedLogger) Close() { close(l.sink.lines) }
