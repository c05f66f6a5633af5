package sample_test

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"llmfromscratch/shared/sample"
)

// readSMS reads the messages as pandas.read_csv(sep="\t", header=None) does: a field that begins with a double
// quote is quoted, with "" for a quote inside; a quote anywhere else stands for itself.
func readSMS(t *testing.T) [][]string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(sample.SMS()))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, 2
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestSMSIsCleanUTF8WithOneMessagePerLine(t *testing.T) {
	data := sample.SMS()
	if !utf8.Valid(data) {
		t.Error("the messages are not valid UTF-8")
	}
	if bytes.ContainsAny(data, "\r\x00") || !bytes.HasSuffix(data, []byte("\n")) {
		t.Error("the messages have a carriage return or a zero byte, or do not end with a line feed")
	}
	if lines, rows := bytes.Count(data, []byte("\n")), len(readSMS(t)); lines != rows {
		t.Errorf("%d lines hold %d messages", lines, rows)
	}
}

func TestSMSCountsPerLabel(t *testing.T) {
	count := map[string]int{}
	for _, row := range readSMS(t) {
		count[row[0]]++
	}
	if len(count) != 2 || count["ham"] != 290 || count["spam"] != 161 {
		t.Errorf("messages per label are %v, want 290 ham and 161 spam", count)
	}
}

func TestSMSHasNoDuplicatesAndReadableLengths(t *testing.T) {
	seen := map[string]bool{}
	low, high := 1<<30, 0
	for i, row := range readSMS(t) {
		text := row[1]
		if key := strings.ToLower(text); seen[key] {
			t.Errorf("message %d is a duplicate: %q", i+1, text)
		} else {
			seen[key] = true
		}
		if text != strings.TrimSpace(text) {
			t.Errorf("message %d has white space at an end: %q", i+1, text)
		}
		n := utf8.RuneCountInString(text)
		low, high = min(low, n), max(high, n)
	}
	if low != 6 || high != 159 {
		t.Errorf("lengths go from %d to %d characters, want 6 to 159", low, high)
	}
}

func TestSMSQuotedMessagesReadAsPandasReadsThem(t *testing.T) {
	var got []string
	for _, row := range readSMS(t) {
		if strings.HasPrefix(row[1], `"`) {
			got = append(got, row[1])
		}
	}
	want := []string{
		`"Good luck" and then "good luck again"`,
		`"SPECIAL OFFER" just for you: 10 lottery tickets for the price of 1. Txt TEN to 07700 900148`,
		`"Soup", he said, and went back to bed. That was the whole conversation`,
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("messages that begin with a quote are\n%q, want\n%q", got, want)
	}
}

func TestSMSHasSignsOutsideASCII(t *testing.T) {
	for sign, least := range map[string]int{"£": 50, "€": 3, "😊": 1, "🎂": 1, "🚀": 1} {
		if n := bytes.Count(sample.SMS(), []byte(sign)); n < least {
			t.Errorf("%s occurs %d times, want at least %d", sign, n, least)
		}
	}
}

var (
	telephone = regexp.MustCompile(`\b(0\d{2,4} \d{3,4} \d{3,4}|0\d{4} \d{6}|\d{3}-\d{4})\b`)
	fictional = regexp.MustCompile(`^(07700 900\d{3}|0909 879 0\d{3}|0808 157 0\d{3}|020 7946 0\d{3}|555-01\d{2})$`)
	longDigit = regexp.MustCompile(`\d{6,}`)
	domain    = regexp.MustCompile(`(?i)\b[a-z0-9-]+(\.[a-z0-9-]+)*\.(com|net|org|uk|info|biz|io|me)\b`)
	reserved  = regexp.MustCompile(`(^|\.)example\.(com|net|org)$`)
)

// TestSMSReachesNobody wants only telephone numbers of the ranges that Ofcom and the North American plan keep for
// fiction, and only the domains that RFC 2606 keeps for examples.
func TestSMSReachesNobody(t *testing.T) {
	var numbers, domains int
	for _, row := range readSMS(t) {
		rest := row[1]
		for _, n := range telephone.FindAllString(row[1], -1) {
			numbers++
			if !fictional.MatchString(n) {
				t.Errorf("%s may be somebody's number: %q", n, row[1])
			}
			rest = strings.ReplaceAll(rest, n, "")
		}
		if n := longDigit.FindString(rest); n != "" {
			t.Errorf("%s may be somebody's number: %q", n, row[1])
		}
		for _, d := range domain.FindAllString(row[1], -1) {
			domains++
			if !reserved.MatchString(d) {
				t.Errorf("%s may be somebody's domain: %q", d, row[1])
			}
		}
	}
	if numbers < 60 || domains < 40 {
		t.Errorf("found %d telephone numbers and %d domains, want at least 60 and 40", numbers, domains)
	}
}
