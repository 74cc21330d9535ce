package tags

// Close ends the agent.
func (a *Agent) Close() { close(a.quit) }
