package lexicon

import (
	"fmt"
	"slices"
)

var (
	small = []string{"nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
		"twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}
	tens = []string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}

	days   = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	months = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
		"November", "December"}
)

// Number is a number from 0 to 100 in words: "nought", "seven", "twenty-one", "a hundred". Any other is in digits.
func Number(n int) string {
	switch {
	case n < 0 || n > 100:
		return fmt.Sprint(n)
	case n < len(small):
		return small[n]
	case n == 100:
		return "a hundred"
	case n%10 == 0:
		return tens[n/10]
	}
	return tens[n/10] + "-" + small[n%10]
}

// Days are the days of the week, from Monday on.
func Days() []string { return slices.Clone(days) }

// Months are the months of the year.
func Months() []string { return slices.Clone(months) }
