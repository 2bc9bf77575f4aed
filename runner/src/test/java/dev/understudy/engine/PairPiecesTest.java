package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairPiecesTest {
    @ParameterizedTest
    @CsvSource({"1, 8, 2", "3, 5, 2", "4, 3, 8", "2, 1, 1", "5, 1, 3", "2, 7, 100", "3, 4, 4"})
    void everyPairIsInOnePieceAndTheSlotsHaveAboutTheSameNumber(int tasks, int pairs, int slots) {
        List<List<PairRange>> cut = PairPieces.cut(tasks, pairs, slots);
        assertThat(cut).hasSize(slots);
        int[][] seen = new int[tasks][pairs];
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (List<PairRange> pieces : cut) {
            int sum = 0;
            for (PairRange piece : pieces) {
                sum += piece.pairs();
                for (int i = piece.from(); i < piece.to(); i++) {
                    seen[piece.task()][i]++;
                }
            }
            least = Math.min(least, sum);
            most = Math.max(most, sum);
            assertThat(pieces).extracting(PairRange::task).doesNotHaveDuplicates();
        }
        for (int[] one : seen) {
            assertThat(one).containsOnly(1);
        }
        assertThat(most - least).isLessThanOrEqualTo(1);
    }
}
