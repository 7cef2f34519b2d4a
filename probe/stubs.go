package probe

func probeRIFF(j *job) error { return nil }
func probeAIFF(j *job) error { return nil }
func probeMPEG(j *job) error { return nil }
func probeADTS(j *job) error { return nil }
func probeFLAC(j *job) error { return nil }
func probeOgg(j *job) error  { return nil }
func probeAMR(j *job) error  { return nil }
