package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The separation of the command line's lists at commas. */
class CommaListTest {
    @Test
    void commasSeparateValues() {
        assertThat(CommaList.parts("1,2,3")).containsExactly("1", "2", "3");
        assertThat(CommaList.parts("1")).containsExactly("1");
        assertThat(CommaList.parts("")).containsExactly("");
        assertThat(CommaList.parts("1,,2,")).containsExactly("1", "", "2", "");
        assertThat(CommaList.parts("[1,2],[3]")).containsExactly("[1,2]", "[3]");
        assertThat(CommaList.parts("it's,5")).containsExactly("it's", "5");
        assertThat(CommaList.parts("a[1,b]")).containsExactly("a[1", "b]");
    }

    @Test
    void commasInQuotesBracketsAndCommentsSeparateNothing() {
        for (String one : new String[] {
            "'a,b'",
            "\"a,b\"",
            "\"a\\\",b\"",
            "'it''s,5'",
            "[1,2",
            "[[1,2],[3,4]]",
            "{a: 1, b: [2, 3]}",
            "['],', 2]",
            "adam: {beta1: 0.8, beta2: 0.9}",
            "3 # 1, 2"
        }) {
            assertThat(CommaList.parts(one)).containsExactly(one);
        }
        assertThat(CommaList.parts("'a,b',\"c,d\", [e,f]")).containsExactly("'a,b'", "\"c,d\"", " [e,f]");
    }
}
