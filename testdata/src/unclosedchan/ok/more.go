package ok

// The other file of the Inbox.

func (b *Inbox) Put(m string) { b.mail <- m }

func (b *Inbox) Close() { close(b.mail) }
