package unclosedchan

// The other half of the Mailer: its methods fill the queue, and Flush does
// not end it.

func (m *Mailer) Send(to, text string) { m.queue <- to + ": " + text }

func (m *Mailer) Flush() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	defer m.sent.Reset()
	return m.sent.String()
}

// A Logger whose line channel another type fills.
type logSink struct {
	lines chan string
	kept  []string
}

func (s *logSink) drain() {
	for line := range s.lines { // want `\(unclosedchan\)`
		s.kept = append(s.kept, line)
	}
}

type Logger struct{ sink *logSink }

func NewLoggerMistake() *Logger {
	s := &logSink{lines: make(chan string, 64)}
	go s.drain()
	return &Logger{sink: s}
}

func (l *Logger) Print(line string) { l.sink.lines <- line }
