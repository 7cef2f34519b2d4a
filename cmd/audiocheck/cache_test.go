package main

import "os"

// The tests leave the cache of whoever runs them alone.
var _ = os.Setenv(cacheEnv, cacheOff)
