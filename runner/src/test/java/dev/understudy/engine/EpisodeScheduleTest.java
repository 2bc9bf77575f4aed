package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.Practice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpisodeScheduleTest {
    @Test
    void aCurriculumDoublesTheLengthUpToTheFullOne() {
        EpisodeSchedule schedule = new EpisodeSchedule(1, 2, 13, 5);
        List<Long> lengths = new ArrayList<>();
        long begun = 0;
        for (long m = 1; m < 100; m++) {
            if (schedule.begins(0, m)) {
                lengths.add(m - begun);
                begun = m;
            }
        }
        assertThat(Practice.PER_LENGTH).isEqualTo(2);
        assertThat(lengths).startsWith(2L, 2L, 4L, 4L, 8L, 8L, 13L, 13L, 13L);
    }

    /** Followed meta-step by meta-step, with a curriculum and without. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 5, 5", "4, 2, 20", "7, 3, 50", "5, 1, 4"})
    void everyAnswerFollowsFromTheMetaStepAlone(int replicas, int first, int unrolls) {
        EpisodeSchedule schedule = new EpisodeSchedule(replicas, first, unrolls, 10);
        Set<Integer> seen = new HashSet<>();
        for (int r = 0; r < replicas; r++) {
            int steps = 0;
            int episode = -1;
            long began = 0;
            for (long m = 0; m < 500; m++) {
                assertThat(schedule.stepsBefore(r, m)).isEqualTo(steps);
                if (schedule.begins(r, m)) {
                    assertThat(schedule.episode(r, m)).isNotEqualTo(episode);
                    episode = schedule.episode(r, m);
                    assertThat(seen.add(episode)).as("no two share an episode").isTrue();
                    steps = 0;
                    began = m;
                }
                assertThat(schedule.episode(r, m)).isEqualTo(episode);
                assertThat(schedule.began(r, m)).isEqualTo(began);
                steps += 10;
                assertThat(steps).isLessThanOrEqualTo(unrolls * 10);
            }
        }
    }
}
