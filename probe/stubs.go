package probe

<<<<<<< HEAD
=======
func probeRIFF(j *job) error { return nil }
func probeAIFF(j *job) error { return nil }
func probeADTS(j *job) error { return nil }
func probeFLAC(j *job) error { return nil }
>>>>>>> a5b5820 (mpa, probe: the walk over MPEG audio)
func probeMP4(j *job) error  { return nil }
func probeOgg(j *job) error  { return nil }
