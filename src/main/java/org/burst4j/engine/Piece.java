package org.burst4j.engine;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Frames of one clip that a convolution makes in one call.
 *
 * @param clip number of the clip
 * @param start its first frame
 * @param frames how many
 */
record Piece(int clip, int start, int frames) {
    /** Cuts all clips into pieces that differ by a frame at most. */
    static List<Piece> of(INDArray y, int mostFrames) {
        List<Piece> pieces = new ArrayList<>();
        int frames = (int) y.size(1);
        int count = (frames + mostFrames - 1) / mostFrames;
        for (int clip = 0; clip < y.size(0); clip++) {
            for (int i = 0; i < count; i++) {
                int start = (int) ((long) frames * i / count);
                int end = (int) ((long) frames * (i + 1) / count);
                pieces.add(new Piece(clip, start, end - start));
            }
        }
        return pieces;
    }

    /** Whether nothing of its clip follows. */
    boolean endsClip(INDArray y) {
        return start + frames == y.size(1);
    }

    /** The number of its first element in an array of its frames. */
    long firstElement(INDArray y) {
        return (clip * y.size(1) + start) * y.size(2);
    }
}
