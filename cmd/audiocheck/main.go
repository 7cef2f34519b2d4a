// Command audiocheck tells before an upload whether audio will be accepted,
// and afterwards whether a vendor's answer can be believed.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}
