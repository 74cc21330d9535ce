// Package lib receives what others send.
package lib

// Each calls f with each value until it fails, and takes the others all the same.
func Each(values <-chan string, f func(value string) error) (err error) {
	for v := range values {
		if err == nil {
			err = f(v)
		}
	}
	return err
}
