package main

import . "oracle"

// What these cost, BenchmarkTask of passes/tinytask measures.
var tinyTasks = none("what it costs is for a benchmark", []string{
	"tinytask.CreateMistake",
	"tinytask.CreateCure",
	"tinytask.SumsMistake",
	"tinytask.SumsCure",
	"tinytask.Stats.HitMistake",
	"tinytask.Stats.HitCure",
	"tinytask.Stats.SeenMistake",
	"tinytask.Stats.SeenCure",
	"tinytask.Stats.RateMistake",
	"tinytask.Stats.RateCure",
	"tinytask.GreetMistake",
	"tinytask.GreetCure",
	"tinytask.IndexMistake",
	"tinytask.IndexCure",
	"tinytask.DiceMistake",
	"tinytask.DiceCure",
	"tinytask.StampMistake",
	"tinytask.StampCure",
	"tinytask.TagMistake",
	"tinytask.TagCure",
	"tinytask.MaxMistake",
	"tinytask.MaxCure",
	"tinytask.CodeMistake",
	"tinytask.CodeCure",
	"tinytask.Parser.ParseMistake",
	"tinytask.Parser.ParseCure",
	"tinytask.PriceMistake",
	"tinytask.PriceCure",
	"tinytask.CollectMistake",
	"tinytask.CollectCure",
	"tinytask.ParityMistake",
	"tinytask.ParityCure",
	"tinytask.DefaultsMistake",
	"tinytask.DefaultsCure",
	"tinytask.FailMistake",
	"tinytask.FailCure",
	"tinytask.AreaMistake",
	"tinytask.AreaCure",
})

// none returns the cases of functions that no oracle can tell about.
func none(why string, funcs []string) (cases []Case) {
	for _, f := range funcs {
		cases = append(cases, Case{Func: f, Oracle: None, Why: why})
	}
	return cases
}
