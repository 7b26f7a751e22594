// Role: visual. Lines by pixel columns, all of them in one pass: a fragment asks
// each series, from the topmost down, whether it covers the pixel, and stops at
// the first that hides the rest. Cost follows the pixels, not the samples.
//
// Two kinds of picture. *Rows*: a column holds the first and the last row of a
// series; a pixel has its colour or not, and translucent colours are blended in
// bytes, so that the picture is that of the CPU painter, byte for byte.
// *Edges*: a column holds where the stroke begins and ends at several places
// from its left to its right edge; what lies between, averaged by the trapezoid
// rule, is the pixel's coverage:
//
//      edge 0   1   2   3   4 (= edge 0 of the next column)
//        |    .-'-. |   |   |      begins: top of the stroke
//        | .'       `-.     |
//        ' |  .-.   |   `. |       ends: its bottom
//        |  '     ` . |   ` `
//
// One texel with the outer bounds and one with the inner ones come first, so
// that most pixels need no edge.
//
// Needs: clip_from_framebuffer, framebuffer_from_fragment (frame).
// Gives: the entry points columns_vertex and columns_fragment.

struct ColumnsBlock {
    // x, y, width and height of what is drawn, in framebuffer pixels (top left,
    // y down), whole.
    drawn_px: vec4<f32>,
    // Framebuffer pixel of the picture's top left corner; how many series; 0 for
    // rows, 1 for edges.
    picture: vec4<i32>,
}

@group(1) @binding(0) var<uniform> columns_block: ColumnsBlock;
// A texel a series, the lowest first: its colour (RGBA in 8 bits each, red in
// the lowest; straight alpha), its first texel in the texture below, and how many
// texels a column takes there.
@group(1) @binding(1) var columns_series: texture_2d<u32>;
// First and last row, both covered; first > last covers nothing.
@group(1) @binding(2) var columns_rows: texture_2d<i32>;
// Per column: the outer bounds (nothing is covered outside), the inner bounds
// (all is covered inside, if they are in order), then top and bottom at each
// edge. Far below the picture where there is nothing.
@group(1) @binding(3) var columns_edges: texture_2d<f32>;

// Tables are wrapped into rows of this many texels: no GL has a smaller limit.
const COLUMNS_TABLE_WIDTH: u32 = 2048u;

fn columns_texel(index: u32) -> vec2<i32> {
    return vec2<i32>(vec2<u32>(index % COLUMNS_TABLE_WIDTH, index / COLUMNS_TABLE_WIDTH));
}

// A triangle strip of four vertices without any data.
@vertex
fn columns_vertex(@builtin(vertex_index) vertex: u32) -> @builtin(position) vec4<f32> {
    let corner = vec2<f32>(f32(vertex & 1u), f32((vertex >> 1u) & 1u));
    let drawn = columns_block.drawn_px;
    return clip_from_framebuffer(drawn.xy + corner * drawn.zw);
}

fn columns_bytes(packed: u32) -> vec4<u32> {
    return vec4<u32>(packed, packed >> 8u, packed >> 16u, packed >> 24u) & vec4<u32>(255u);
}

// `value / 255`, rounded to the nearest, exact for products of two bytes.
fn columns_divide_by_255(value: vec4<u32>) -> vec4<u32> {
    let biased = value + 128u;
    return (biased + (biased >> vec4<u32>(8u))) >> vec4<u32>(8u);
}

fn columns_covers(series: vec4<u32>, column: u32, row: i32) -> bool {
    let range = textureLoad(columns_rows, columns_texel(series.y + column), 0).xy;
    return range.x <= row && row <= range.y;
}

// A pixel of a picture of rows, premultiplied.
fn columns_of_rows(column: u32, row: i32) -> vec4<f32> {
    let count = u32(columns_block.picture.z);
    // Down to the lowest series that is seen.
    var lowest = count;
    for (var index = count; index > 0u; index--) {
        let series = textureLoad(columns_series, columns_texel(index - 1u), 0);
        if columns_covers(series, column, row) {
            lowest = index - 1u;
            if (series.x >> 24u) == 255u {
                break;
            }
        }
    }
    // And up again, each over what is there.
    var pixel = vec4<u32>(0u);
    for (var index = lowest; index < count; index++) {
        let series = textureLoad(columns_series, columns_texel(index), 0);
        if index == lowest || columns_covers(series, column, row) {
            let color = columns_bytes(series.x);
            let source = columns_divide_by_255(vec4<u32>(color.rgb, 255u) * color.a);
            pixel = source + columns_divide_by_255(pixel * (255u - color.a));
        }
    }
    return vec4<f32>(pixel) / 255.0;
}

// How much of the pixel in `row` a series covers in the column whose texels
// begin at `first`.
fn columns_coverage(first: u32, texels: u32, row: f32) -> f32 {
    let outer = textureLoad(columns_edges, columns_texel(first), 0).xy;
    if row + 1.0 <= outer.x || row >= outer.y {
        return 0.0;
    }
    let inner = textureLoad(columns_edges, columns_texel(first + 1u), 0).xy;
    if row >= inner.x && row + 1.0 <= inner.y {
        return 1.0;
    }
    var sum = 0.0;
    let end = first + texels;
    for (var index = first + 2u; index < end; index++) {
        let edge = textureLoad(columns_edges, columns_texel(index), 0).xy;
        let covered = clamp(min(row + 1.0, edge.y) - max(row, edge.x), 0.0, 1.0);
        let is_last = index == first + 2u || index == end - 1u;
        sum += select(covered, 0.5 * covered, is_last);
    }
    return sum / f32(texels - 3u);
}

// A pixel of a picture of edges, premultiplied.
fn columns_of_edges(column: u32, row: f32) -> vec4<f32> {
    var seen = 1.0;
    var color = vec3<f32>(0.0);
    for (var index = u32(columns_block.picture.z); index > 0u; index--) {
        let series = textureLoad(columns_series, columns_texel(index - 1u), 0);
        let coverage = columns_coverage(series.y + column * series.z, series.z, row);
        if coverage > 0.0 {
            let own = vec4<f32>(columns_bytes(series.x)) / 255.0;
            let taken = seen * coverage * own.a;
            color += taken * own.rgb;
            seen -= taken;
            if seen <= 0.0 {
                break;
            }
        }
    }
    return vec4<f32>(color, 1.0 - seen);
}

@fragment
fn columns_fragment(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let pixel = vec2<i32>(floor(framebuffer_from_fragment(position))) - columns_block.picture.xy;
    if columns_block.picture.w == 0 {
        return columns_of_rows(u32(pixel.x), pixel.y);
    }
    return columns_of_edges(u32(pixel.x), f32(pixel.y));
}
