package ok

import "time"

type syncer struct{ synced int }

// start starts it. Nothing stops it: it is fine to let it exit with
// the process.
func (s *syncer) start() {
	go func() {
		for {
			time.Sleep(time.Second)
			s.synced++
		}
	}()
}

// Watch counts.
func Watch(s *syncer) {
	s.start()
	// Lives until the process ends.
	go func() {
		for {
			time.Sleep(time.Second)
			s.synced--
		}
	}()
}
