module example.com/leaky

go 1.26.0

tool github.com/gorolint/gorolint/cmd/gorolint

replace github.com/gorolint/gorolint => ../..

require (
	github.com/google/pprof v0.0.0-20261105003125-4bf881d7fb0b // indirect
	github.com/gorolint/gorolint v0.0.0-00010101000000-000000000000 // indirect
	go.yaml.in/yaml/v4 v4.0.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/tools v0.52.0 // indirect
)
