package report

import "errors"

// Tee returns a report that passes everything on to each of reports. Its
// errors are theirs, joined; one that fails does not keep the others from
// being written.
func Tee(reports ...Report) Report {
	if len(reports) == 1 {
		return reports[0]
	}
	return tee(reports)
}

type tee []Report

func (t tee) Add(it Item) error {
	return each(t, func(r Report) error { return r.Add(it) })
}

func (t tee) Close(s Summary) error {
	return each(t, func(r Report) error { return r.Close(s) })
}

// TeeAnswers is Tee for judged answers.
func TeeAnswers(answers ...Answers) Answers {
	if len(answers) == 1 {
		return answers[0]
	}
	return teeAnswers(answers)
}

type teeAnswers []Answers

func (t teeAnswers) Add(a JudgedAnswer) error {
	return each(t, func(r Answers) error { return r.Add(a) })
}

func (t teeAnswers) Close() error {
	return each(t, func(r Answers) error { return r.Close() })
}

func each[T any](all []T, do func(T) error) error {
	var errs []error
	for _, r := range all {
		errs = append(errs, do(r))
	}
	return errors.Join(errs...)
}
