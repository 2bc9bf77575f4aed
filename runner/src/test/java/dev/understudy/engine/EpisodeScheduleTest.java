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
            int planned = schedule.steps(r, 0);
            for (long m = 0; m < 500; m++) {
                assertThat(schedule.stepsBefore(r, m)).isEqualTo(steps);
                if (schedule.begins(r, m)) {
                    assertThat(schedule.episode(r, m)).isNotEqualTo(episode);
                    episode = schedule.episode(r, m);
                    assertThat(seen.add(episode)).as("no two share an episode").isTrue();
                    assertThat(m == 0 ? 0 : planned)
                            .as("what was planned is what it had")
                            .isEqualTo(steps);
                    planned = schedule.steps(r, m);
                    steps = 0;
                    began = m;
                }
                assertThat(schedule.episode(r, m)).isEqualTo(episode);
                assertThat(schedule.began(r, m)).isEqualTo(began);
                assertThat(schedule.steps(r, m)).isEqualTo(planned);
                steps += 10;
                assertThat(steps).isLessThanOrEqualTo(unrolls * 10);
            }
        }
    }

    /** Four replicas, episodes of 8 unrolls: 0, 2, 4 and 6 of them are over at the start, so that replica r ends its first at 8 − 2r. */
    @Test
    void replicasBeginTheirEpisodesOneAfterTheOther() {
        EpisodeSchedule schedule = new EpisodeSchedule(4, 8, 8, 5);
        for (int r = 0; r < 4; r++) {
            for (long m = 1; m < 40; m++) {
                assertThat(schedule.begins(r, m)).as("replica %d at %d", r, m).isEqualTo(m % 8 == (8 - 2 * r) % 8);
            }
        }
    }

    /** Of 2, 4, 8 and 16 unrolls, from first to last; all begin at once. */
    @Test
    void severalReplicasHaveLengthsOfTheirOwnWhereTheFirstAreShorter() {
        EpisodeSchedule schedule = new EpisodeSchedule(4, 2, 16, 5);
        for (int r = 0; r < 4; r++) {
            for (long m = 0; m < 100; m++) {
                assertThat(schedule.begins(r, m)).as("replica %d at %d", r, m).isEqualTo(m % (2L << r) == 0);
            }
        }
        assertThat(schedule.episode(2, 17)).isEqualTo(4 * 2 + 2);
    }

    /** Lengths 2, 2, 4, 4, 8, 8 … begin at 0, 2, 4, 8, 12, 20, 28. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "1, 0, 0",
        "2, 1, 2",
        "3, 1, 2",
        "4, 2, 4",
        "7, 2, 4",
        "8, 3, 8",
        "12, 4, 12",
        "20, 5, 20",
        "27, 5, 20",
        "28, 6, 28"
    })
    void episodesAreCountedThroughTheCurriculum(long metaStep, int episode, long began) {
        EpisodeSchedule schedule = new EpisodeSchedule(1, 2, 8, 5);
        assertThat(schedule.episode(0, metaStep)).isEqualTo(episode);
        assertThat(schedule.began(0, metaStep)).isEqualTo(began);
    }

    /** Of three replicas, number 2 is in its episodes 2, 5, 8. */
    @Test
    void theEpisodesOfReplicasInterleave() {
        EpisodeSchedule schedule = new EpisodeSchedule(3, 3, 3, 5);
        assertThat(schedule.episode(2, 0)).isEqualTo(2);
        assertThat(schedule.episode(2, 1)).isEqualTo(5);
        assertThat(schedule.episode(2, 4)).isEqualTo(8);
        assertThat(schedule.episode(0, 3)).isEqualTo(3);
    }
}
