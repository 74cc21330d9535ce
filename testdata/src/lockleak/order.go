package lockleak

import (
	"runtime"
	"slices"
	"sync"
	"time"
)

// Two goroutines take the two locks in opposite orders, and each waits for the one
// that the other has.
func MoveItemsMistake(n int) (shelf, cart int) {
	var shelfMu, cartMu sync.Mutex
	var wg sync.WaitGroup
	wg.Go(func() {
		shelfMu.Lock()
		time.Sleep(time.Millisecond)
		cartMu.Lock() // want `\(lockleak\)`
		shelf, cart = shelf-n, cart+n
		cartMu.Unlock()
		shelfMu.Unlock()
	})
	wg.Go(func() {
		cartMu.Lock()
		time.Sleep(time.Millisecond)
		shelfMu.Lock()
		shelf, cart = shelf+1, cart-1
		shelfMu.Unlock()
		cartMu.Unlock()
	})
	wg.Wait()
	return shelf, cart
}

// Both take the shelf first.
func MoveItemsCure(n int) (shelf, cart int) {
	var shelfMu, cartMu sync.Mutex
	var wg sync.WaitGroup
	wg.Go(func() {
		shelfMu.Lock()
		time.Sleep(time.Millisecond)
		cartMu.Lock()
		shelf, cart = shelf-n, cart+n
		cartMu.Unlock()
		shelfMu.Unlock()
	})
	wg.Go(func() {
		shelfMu.Lock()
		time.Sleep(time.Millisecond)
		cartMu.Lock()
		shelf, cart = shelf+1, cart-1
		cartMu.Unlock()
		shelfMu.Unlock()
	})
	wg.Wait()
	return shelf, cart
}

// warehouse has a lock for what is there and one for what is ordered.
type warehouse struct {
	stockMu  sync.Mutex
	stock    map[string]int
	ordersMu sync.Mutex
	orders   []string
}

func (w *warehouse) order(item string, pause func()) {
	w.ordersMu.Lock()
	defer w.ordersMu.Unlock()
	pause()
	w.stockMu.Lock() // want `\(lockleak\)`
	defer w.stockMu.Unlock()
	if w.stock[item] == 0 {
		w.orders = append(w.orders, item)
		return
	}
	w.stock[item]--
}

func (w *warehouse) restock(item string, pause func()) {
	w.stockMu.Lock()
	defer w.stockMu.Unlock()
	w.stock[item]++
	pause()
	w.ordersMu.Lock()
	defer w.ordersMu.Unlock()
	w.orders = slices.DeleteFunc(w.orders, func(o string) bool { return o == item })
}

// One method takes the orders and then the stock, the other the stock and then the
// orders.
func OrderMistake(item string, pause func()) {
	w := &warehouse{stock: make(map[string]int)}
	go w.order(item, pause)
	go w.restock(item, pause)
}

// warehouseCured is a warehouse.
type warehouseCured struct {
	stockMu  sync.Mutex
	stock    map[string]int
	ordersMu sync.Mutex
	orders   []string
}

func (w *warehouseCured) order(item string, pause func()) {
	w.ordersMu.Lock()
	defer w.ordersMu.Unlock()
	pause()
	w.stockMu.Lock()
	defer w.stockMu.Unlock()
	if w.stock[item] == 0 {
		w.orders = append(w.orders, item)
		return
	}
	w.stock[item]--
}

func (w *warehouseCured) restock(item string, pause func()) {
	w.stockMu.Lock()
	w.stock[item]++
	w.stockMu.Unlock()
	pause()
	w.ordersMu.Lock()
	defer w.ordersMu.Unlock()
	w.orders = slices.DeleteFunc(w.orders, func(o string) bool { return o == item })
}

// restock gives the stock up before it takes the orders.
func OrderCure(item string, pause func()) {
	w := &warehouseCured{stock: make(map[string]int)}
	go w.order(item, pause)
	go w.restock(item, pause)
}

// wallet is one of two objects of one type.
type wallet struct {
	mu    sync.Mutex
	id    int
	coins int
}

func (w *wallet) pay(to *wallet, coins int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	runtime.Gosched() // the fee is looked up
	to.mu.Lock()      // want `\(lockleak\)`
	defer to.mu.Unlock()
	w.coins -= coins
	to.coins += coins
}

// Two wallets pay each other at once; each holds its own lock and waits for the other's.
func SettleMistake(rounds int) int {
	alice, bob := &wallet{id: 1, coins: 100}, &wallet{id: 2, coins: 100}
	var wg sync.WaitGroup
	wg.Go(func() {
		for range rounds {
			alice.pay(bob, 1)
		}
	})
	wg.Go(func() {
		for range rounds {
			bob.pay(alice, 1)
		}
	})
	wg.Wait()
	return alice.coins
}

// walletCured is a wallet.
type walletCured struct {
	mu    sync.Mutex
	id    int
	coins int
}

func (w *walletCured) pay(to *walletCured, coins int) {
	first, second := w, to
	if first.id > second.id {
		first, second = second, first
	}
	first.mu.Lock()
	defer first.mu.Unlock()
	runtime.Gosched() // the fee is looked up
	second.mu.Lock()
	defer second.mu.Unlock()
	w.coins -= coins
	to.coins += coins
}

// The wallet with the lower number is locked first.
func SettleCure(rounds int) int {
	alice, bob := &walletCured{id: 1, coins: 100}, &walletCured{id: 2, coins: 100}
	var wg sync.WaitGroup
	wg.Go(func() {
		for range rounds {
			alice.pay(bob, 1)
		}
	})
	wg.Go(func() {
		for range rounds {
			bob.pay(alice, 1)
		}
	})
	wg.Wait()
	return alice.coins
}

// The locks stand in a map, and each task takes those that it names in the order in
// which it names them.
func BuildMistake(tasks [][]string, build func(task []string)) {
	locks := make(map[string]*sync.Mutex)
	for _, task := range tasks {
		for _, dir := range task {
			locks[dir] = new(sync.Mutex)
		}
	}
	var wg sync.WaitGroup
	for _, task := range tasks {
		wg.Go(func() {
			for _, dir := range task {
				locks[dir].Lock() // stretch: two tasks may name the same directories, but need not
				time.Sleep(time.Millisecond)
			}
			build(task)
			for _, dir := range task {
				locks[dir].Unlock()
			}
		})
	}
	wg.Wait()
}

// In the order of the alphabet.
func BuildCure(tasks [][]string, build func(task []string)) {
	locks := make(map[string]*sync.Mutex)
	for _, task := range tasks {
		for _, dir := range task {
			locks[dir] = new(sync.Mutex)
		}
	}
	var wg sync.WaitGroup
	for _, task := range tasks {
		wg.Go(func() {
			dirs := slices.Compact(slices.Sorted(slices.Values(task)))
			for _, dir := range dirs {
				locks[dir].Lock()
				time.Sleep(time.Millisecond)
			}
			build(task)
			for _, dir := range dirs {
				locks[dir].Unlock()
			}
		})
	}
	wg.Wait()
}

// editor and index know each other.
type editor struct {
	mu    sync.Mutex
	index *index
	text  string
}

type index struct {
	mu     sync.Mutex
	editor *editor
	words  int
}

func (e *editor) save(text string, pause func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.text = text
	pause()
	e.index.update(len(text))
}

func (e *editor) length() int {
	e.mu.Lock() // want `\(lockleak\)`
	defer e.mu.Unlock()
	return len(e.text)
}

func (i *index) update(n int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.words = n
}

func (i *index) rebuild(pause func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	pause()
	i.words = i.editor.length()
}

// Saving calls the index under the editor's lock, rebuilding calls the editor under
// the index's lock.
func SaveMistake(text string, pause func()) int {
	e, i := new(editor), new(index)
	e.index, i.editor = i, e
	done := make(chan struct{}, 1)
	go func() {
		i.rebuild(pause)
		done <- struct{}{}
	}()
	e.save(text, pause)
	<-done
	return i.words
}

// editorCured is an editor.
type editorCured struct {
	mu    sync.Mutex
	index *indexCured
	text  string
}

// indexCured is an index.
type indexCured struct {
	mu     sync.Mutex
	editor *editorCured
	words  int
}

func (e *editorCured) save(text string, pause func()) {
	e.mu.Lock()
	e.text = text
	pause()
	e.mu.Unlock()
	e.index.update(len(text))
}

func (e *editorCured) length() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.text)
}

func (i *indexCured) update(n int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.words = n
}

func (i *indexCured) rebuild(pause func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	pause()
	i.words = i.editor.length()
}

// The editor unlocks before it calls the index.
func SaveCure(text string, pause func()) int {
	e, i := new(editorCured), new(indexCured)
	e.index, i.editor = i, e
	done := make(chan struct{}, 1)
	go func() {
		i.rebuild(pause)
		done <- struct{}{}
	}()
	e.save(text, pause)
	<-done
	return i.words
}

// Three trains hold a block of a ring each and wait for the next one.
func RingMistake(move func(train int)) {
	var north, east, west sync.Mutex
	var wg sync.WaitGroup
	cross := func(train int, from, to *sync.Mutex) {
		from.Lock()
		time.Sleep(time.Millisecond)
		to.Lock() // want `\(lockleak\)`
		move(train)
		to.Unlock()
		from.Unlock()
	}
	wg.Go(func() { cross(1, &north, &east) })
	wg.Go(func() { cross(2, &east, &west) })
	wg.Go(func() { cross(3, &west, &north) })
	wg.Wait()
}

// The third takes its blocks in the other order, so that the ring is open.
func RingCure(move func(train int)) {
	var north, east, west sync.Mutex
	var wg sync.WaitGroup
	cross := func(train int, first, second *sync.Mutex) {
		first.Lock()
		time.Sleep(time.Millisecond)
		second.Lock()
		move(train)
		second.Unlock()
		first.Unlock()
	}
	wg.Go(func() { cross(1, &north, &east) })
	wg.Go(func() { cross(2, &east, &west) })
	wg.Go(func() { cross(3, &north, &west) })
	wg.Wait()
}

// Each philosopher takes the fork of its own number and then the next; all hold one.
func DineMistake(seats int, eat func(int)) {
	forks := make([]sync.Mutex, seats)
	var wg sync.WaitGroup
	for i := range seats {
		wg.Go(func() {
			left, right := &forks[i], &forks[(i+1)%seats]
			left.Lock()
			defer left.Unlock()
			time.Sleep(time.Millisecond)
			right.Lock() // want `\(lockleak\)`
			defer right.Unlock()
			eat(i)
		})
	}
	wg.Wait()
}

// The last takes them the other way round, and who sits alone has a second one.
func DineCure(seats int, eat func(int)) {
	seats = max(seats, 2)
	forks := make([]sync.Mutex, seats)
	var wg sync.WaitGroup
	for i := range seats {
		wg.Go(func() {
			first, second := &forks[i], &forks[(i+1)%seats]
			if i == seats-1 {
				first, second = second, first
			}
			first.Lock()
			defer first.Unlock()
			time.Sleep(time.Millisecond)
			second.Lock()
			defer second.Unlock()
			eat(i)
		})
	}
	wg.Wait()
}

// A reader of the one lock is a writer of the other, and the other way round: read
// locks keep writers out as locks do.
func SyncReplicaMistake(pause func()) (primary, replica int) {
	var primaryMu, replicaMu sync.RWMutex
	pushed := make(chan struct{})
	go func() {
		defer close(pushed)
		primaryMu.RLock()
		defer primaryMu.RUnlock()
		pause()
		replicaMu.Lock() // want `\(lockleak\)`
		replica = primary
		replicaMu.Unlock()
	}()
	replicaMu.RLock()
	pause()
	primaryMu.Lock()
	primary = max(primary, replica)
	primaryMu.Unlock()
	replicaMu.RUnlock()
	<-pushed
	return primary, replica
}

// Neither holds one lock when it takes the other.
func SyncReplicaCure(pause func()) (primary, replica int) {
	var primaryMu, replicaMu sync.RWMutex
	pushed := make(chan struct{})
	go func() {
		defer close(pushed)
		primaryMu.RLock()
		v := primary
		primaryMu.RUnlock()
		pause()
		replicaMu.Lock()
		replica = v
		replicaMu.Unlock()
	}()
	replicaMu.RLock()
	v := replica
	replicaMu.RUnlock()
	pause()
	primaryMu.Lock()
	primary = max(primary, v)
	primaryMu.Unlock()
	<-pushed
	return primary, replica
}

// window has panes, which know their window.
type window struct {
	mu    sync.Mutex
	panes []*pane
}

type pane struct {
	mu     sync.Mutex
	parent *window
	shown  bool
}

func (w *window) hide(pause func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	pause()
	for _, p := range w.panes {
		p.mu.Lock()
		p.shown = false
		p.mu.Unlock()
	}
}

func (p *pane) detach(pause func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	pause()
	p.parent.mu.Lock() // want `\(lockleak\)`
	p.parent.panes = slices.DeleteFunc(p.parent.panes, func(q *pane) bool { return q == p })
	p.parent.mu.Unlock()
}

// The window locks itself and then its panes, a pane itself and then its window.
func CloseWindowMistake(panes int, pause func()) {
	w := new(window)
	for range panes {
		w.panes = append(w.panes, &pane{parent: w, shown: true})
	}
	first := w.panes[0]
	var wg sync.WaitGroup
	wg.Go(func() { first.detach(pause) })
	w.hide(pause)
	wg.Wait()
}

// windowCured is a window.
type windowCured struct {
	mu    sync.Mutex
	panes []*paneCured
}

// paneCured is a pane.
type paneCured struct {
	mu     sync.Mutex
	parent *windowCured
	shown  bool
}

func (w *windowCured) hide(pause func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	pause()
	for _, p := range w.panes {
		p.mu.Lock()
		p.shown = false
		p.mu.Unlock()
	}
}

func (p *paneCured) detach(pause func()) {
	w := p.parent
	w.mu.Lock()
	defer w.mu.Unlock()
	pause()
	p.mu.Lock()
	defer p.mu.Unlock()
	w.panes = slices.DeleteFunc(w.panes, func(q *paneCured) bool { return q == p })
}

// The window is locked first by both.
func CloseWindowCure(panes int, pause func()) {
	w := new(windowCured)
	for range panes {
		w.panes = append(w.panes, &paneCured{parent: w, shown: true})
	}
	first := w.panes[0]
	var wg sync.WaitGroup
	wg.Go(func() { first.detach(pause) })
	w.hide(pause)
	wg.Wait()
}
