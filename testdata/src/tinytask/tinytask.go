// Package tinytask holds goroutines that do less than their launch costs, each
// with a cure.
package tinytask

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Two checks of some nanoseconds, whose errors nobody sees.
func CreateMistake(w http.ResponseWriter, r *http.Request) {
	id, body := r.URL.Path, []byte(r.Host)
	go validateID(id)       // want `goroutine validateID does the work of \d+ simple instructions at most, and never waits: to launch it costs more than to call it; call it, or launch it together with more work \(group\) \(tinytask\)`
	go validateFormat(body) // want `goroutine validateFormat does`
	w.WriteHeader(http.StatusCreated)
}

// They are called, and heard.
func CreateCure(w http.ResponseWriter, r *http.Request) {
	id, body := r.URL.Path, []byte(r.Host)
	if err := errors.Join(validateID(id), validateFormat(body)); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

func validateID(id string) error {
	if len(id) != 8 || !strings.HasPrefix(id, "id-") {
		return errors.New("malformed id")
	}
	if _, err := strconv.Atoi(id[3:]); err != nil {
		return errors.New("no number in id")
	}
	return nil
}

func validateFormat(body []byte) error {
	if len(body) < 2 || body[0] != '{' || body[len(body)-1] != '}' {
		return fmt.Errorf("no object of %d bytes", len(body))
	}
	return nil
}

// A sum for each pair, each in a goroutine.
func SumsMistake(xs, ys []int) []int {
	sums := make([]int, len(xs))
	var wg sync.WaitGroup
	for i := range xs {
		wg.Add(1)
		go func() { // want `this goroutine does .*; call it, or give many of them to each of a few goroutines \(pool\)`
			defer wg.Done()
			sums[i] = xs[i] + ys[i]
		}()
	}
	wg.Wait()
	return sums
}

// A loop is enough.
func SumsCure(xs, ys []int) []int {
	sums := make([]int, len(xs))
	for i := range xs {
		sums[i] = xs[i] + ys[i]
	}
	return sums
}

// Stats count what happens.
type Stats struct {
	hits, misses atomic.Int64
	last         atomic.Pointer[string]
	mean         float64
}

// To count is the work of one instruction.
func (s *Stats) HitMistake() {
	go s.hits.Add(1) // want `\(tinytask\)`
}

// It is done where it happens.
func (s *Stats) HitCure() { s.hits.Add(1) }

// A method that counts.
func (s *Stats) SeenMistake(name string, hit bool) {
	go s.seen(name, hit) // want `goroutine Stats.seen does`
}

func (s *Stats) seen(name string, hit bool) {
	s.last.Store(&name)
	if hit {
		s.hits.Add(1)
	} else {
		s.misses.Add(1)
	}
}

// It is called.
func (s *Stats) SeenCure(name string, hit bool) { s.seen(name, hit) }

// Some floating point arithmetic, by the group.
func (s *Stats) RateMistake(samples [4]float64) float64 {
	var wg sync.WaitGroup
	wg.Go(func() { // want `\(tinytask\)`
		sum := 0.0
		for _, x := range samples {
			sum += x
		}
		s.mean = sum / 4
	})
	wg.Wait()
	return s.mean
}

// The same in line.
func (s *Stats) RateCure(samples [4]float64) float64 {
	sum := 0.0
	for _, x := range samples {
		sum += x
	}
	s.mean = sum / 4
	return s.mean
}

// The user's name is put together in the background.
func GreetMistake(first, last string) string {
	var full, short string
	var wg sync.WaitGroup
	wg.Add(2)
	go func() { // want `\(tinytask\)`
		defer wg.Done()
		full = first + " " + last
	}()
	go func() { // want `\(tinytask\)`
		defer wg.Done()
		short = strings.TrimSuffix(first, "bert")
	}()
	wg.Wait()
	return full + short
}

// It takes no longer in the foreground.
func GreetCure(first, last string) string {
	full := first + " " + last
	return full + strings.TrimSuffix(first, "bert")
}

// A map is filled by goroutines that take turns anyway.
func IndexMistake(keys []string) map[string]int {
	index := make(map[string]int)
	for i, key := range keys {
		var wg sync.WaitGroup
		wg.Go(func() { index[key] = i }) // want `\(pool\) \(tinytask\)`
		wg.Wait()
	}
	return index
}

// It is filled.
func IndexCure(keys []string) map[string]int {
	index := make(map[string]int)
	for i, key := range keys {
		index[key] = i
	}
	return index
}

// A constant number of small steps.
func DiceMistake(seed uint32) (sum uint32) {
	var wg sync.WaitGroup
	wg.Go(func() { // want `\(tinytask\)`
		for range 6 {
			seed = seed*1664525 + 1013904223
			sum += seed%6 + 1
		}
	})
	wg.Wait()
	return sum
}

// The same steps.
func DiceCure(seed uint32) (sum uint32) {
	for range 6 {
		seed = seed*1664525 + 1013904223
		sum += seed%6 + 1
	}
	return sum
}

// It notes the time.
func StampMistake(events []*Event) {
	for _, e := range events {
		go e.stamp() // want `goroutine Event.stamp does`
	}
}

// An Event has a time.
type Event struct {
	at   time.Time
	name string
}

func (e *Event) stamp() {
	if e.at.IsZero() {
		e.at = time.Now()
	}
}

// It notes it at once.
func StampCure(events []*Event) {
	for _, e := range events {
		e.stamp()
	}
}

// The helper guards against panics; what it launches is none the larger.
func TagMistake(e *Event, tag string) {
	guarded(func() { e.name = tag }) // want `\(tinytask\)`
}

func guarded(f func()) {
	go func() {
		defer func() { recover() }()
		f()
	}()
}

// It cannot panic.
func TagCure(e *Event, tag string) { e.name = tag }

// A recursion of types, not of calls: small whatever it holds.
func MaxMistake[T int | float64](xs, ys []T, out []T) {
	var wg sync.WaitGroup
	for i := range xs {
		wg.Go(func() { out[i] = larger(xs[i], ys[i]) }) // want `\(tinytask\)`
	}
	wg.Wait()
}

func larger[T int | float64](x, y T) T {
	if x > y {
		return x
	}
	return y
}

// No need to wait.
func MaxCure[T int | float64](xs, ys []T, out []T) {
	for i := range xs {
		out[i] = larger(xs[i], ys[i])
	}
}

// It is one of two, and both are small.
func CodeMistake(e *Event, short bool) {
	encode := encodeLong
	if short {
		encode = encodeShort
	}
	go encode(e) // want `\(tinytask\)`
}

func encodeLong(e *Event) { e.name = "event " + e.name }

func encodeShort(e *Event) { e.name = e.name[:1] }

// Either is called.
func CodeCure(e *Event, short bool) {
	if short {
		encodeShort(e)
	} else {
		encodeLong(e)
	}
}

// A func in a field.
func (p *Parser) ParseMistake(fields []string) {
	var wg sync.WaitGroup
	for i, f := range fields {
		wg.Go(func() { p.values[i], p.errs[i] = p.number(f) }) // want `\(tinytask\)`
	}
	wg.Wait()
}

// A Parser reads numbers.
type Parser struct {
	number func(string) (int, error)
	values []int
	errs   []error
}

// NewParser returns a parser for n numbers.
func NewParser(n int) *Parser {
	return &Parser{number: strconv.Atoi, values: make([]int, n), errs: make([]error, n)}
}

// It is called.
func (p *Parser) ParseCure(fields []string) {
	for i, f := range fields {
		p.values[i], p.errs[i] = p.number(f)
	}
}

// The switch looks large, but only one of its cases is done.
func PriceMistake(orders []*Order) {
	for _, o := range orders {
		go o.price() // want `goroutine Order.price does`
	}
}

// An Order has a kind and a price.
type Order struct {
	kind, cents int
}

func (o *Order) price() {
	switch o.kind {
	case 0:
		o.cents = 100
	case 1:
		o.cents = o.cents * 90 / 100
	case 2:
		o.cents = o.cents*80/100 + 50
	default:
		o.cents = 0
	}
}

// One case after the other.
func PriceCure(orders []*Order) {
	for _, o := range orders {
		o.price()
	}
}

// It is appended to, a goroutine at a time.
func CollectMistake(a, b int) (out []int) {
	done := new(sync.WaitGroup)
	done.Add(1)
	go collect(&out, a, b, done) // want `goroutine collect does`
	done.Wait()
	return out
}

func collect(out *[]int, a, b int, done *sync.WaitGroup) {
	defer done.Done()
	*out = append(*out, min(a, b), max(a, b))
}

// It is there.
func CollectCure(a, b int) []int { return []int{min(a, b), max(a, b)} }

// Bits are counted with a loop in a loop's body: a call of a small function.
func ParityMistake(words [8]uint8) (odd [8]bool) {
	var wg sync.WaitGroup
	wg.Go(func() { // want `\(tinytask\)`
		for i := 0; i < len(words); i++ {
			odd[i] = parity(words[i])
		}
	})
	wg.Wait()
	return odd
}

func parity(w uint8) (odd bool) {
	for i := 7; i >= 0; i -= 2 {
		odd = odd != (w>>i&1 == 1) != (w>>(i-1)&1 == 1)
	}
	return odd
}

// There is nothing to wait for.
func ParityCure(words [8]uint8) (odd [8]bool) {
	for i := range words {
		odd[i] = parity(words[i])
	}
	return odd
}

// The default of a setting is worked out by itself.
func DefaultsMistake(c *Config) {
	var wg sync.WaitGroup
	wg.Go(c.setName) // want `goroutine Config.setName does`
	wg.Go(c.setPort) // want `goroutine Config.setPort does`
	wg.Wait()
}

// A Config has defaults.
type Config struct {
	Name, Port string
	Number     int
}

func (c *Config) setName() {
	if c.Name == "" {
		c.Name = "service"
	}
}

func (c *Config) setPort() {
	if c.Port == "" {
		c.Port = strconv.Itoa(c.Number)
	}
}

// One after the other.
func DefaultsCure(c *Config) {
	c.setName()
	c.setPort()
}

// The error is made in the background.
func FailMistake(e *Event) (err error) {
	var wg sync.WaitGroup
	wg.Go(func() { // want `\(tinytask\)`
		if e.name == "" {
			err = errors.New("event without a name")
		}
	})
	wg.Wait()
	return err
}

// It is made.
func FailCure(e *Event) error {
	if e.name == "" {
		return errors.New("event without a name")
	}
	return nil
}

// The interface has one implementation here.
func AreaMistake(sides []float64, areas []float64) {
	var shape scaler = square{}
	for i, side := range sides {
		go func() { areas[i] = shape.scale(side) }() // want `\(tinytask\)`
	}
}

type scaler interface{ scale(float64) float64 }

type square struct{}

func (square) scale(x float64) float64 { return x * x }

// It is a multiplication.
func AreaCure(sides []float64, areas []float64) {
	for i, side := range sides {
		areas[i] = side * side
	}
}
