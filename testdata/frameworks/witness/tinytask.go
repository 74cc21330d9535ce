package main

import . "oracle"

// What these cost, BenchmarkTask of passes/tinytask measures.
const benchmark = "what it costs is for a benchmark"

var tinytaskCases = []Case{
	{Func: "tinytask.GinMistake", Oracle: None, Why: benchmark},
	{Func: "tinytask.GinCure", Oracle: None, Why: benchmark},
	{Func: "tinytask.ErrgroupMistake", Oracle: None, Why: benchmark},
	{Func: "tinytask.ErrgroupCure", Oracle: None, Why: benchmark},
	{Func: "tinytask.GoSafeCure", Oracle: None, Why: benchmark},
	{Func: "tinytask.PoolCure", Oracle: None, Why: benchmark},
}
