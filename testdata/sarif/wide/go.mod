module example.com/wide

go 1.26.0
