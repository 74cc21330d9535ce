package tags

// Close ends the spool.
func (s *Spool) Close() { close(s.jobs) }
