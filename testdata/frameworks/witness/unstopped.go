package main

import . "oracle"

const (
	librarysOwn = "the goroutines are the library's own, and none of them has a frame of this package"
	needsPeer   = "it needs a server to connect to"
)

var unstoppedCases = []Case{
	{Func: "unstopped.AntsMistake", Oracle: None, Why: librarysOwn},
	{Func: "unstopped.AntsCure", Oracle: None, Why: librarysOwn},
	{Func: "unstopped.DialMistake", Oracle: None, Why: librarysOwn},
	{Func: "unstopped.DialCure", Oracle: None, Why: librarysOwn},
	{Func: "unstopped.SubscribeMistake", Oracle: None, Why: needsPeer},
	{Func: "unstopped.SubscribeCure", Oracle: None, Why: needsPeer},
}
