module example.com/leaky

go 1.26.0

require example.com/feed v1.0.0

replace example.com/feed => ./lib/feed
