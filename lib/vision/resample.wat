;; Resampling of 8-bit RGB pictures along one direction: each number of the result is a weighted sum of numbers of the
;; source, in fixed point with 22 bits behind the point, rounded and cut to 0..255.
;;
;; The weights are records of 32-bit integers, one for each place of the result, in order:
;;   the first source place that counts, in bytes from the line's start; how many (at least 1); their weights; spare room.
;; Stores run up to 15 bytes beyond the end of a line; the next line is written over them, and the caller leaves room.
(module
  (memory (export "memory") 1)

  ;; Along rows: the three numbers of a pixel at a time (and a fourth, which the next pixel is written over).
  (func (export "rows")
    (param $source i32) (param $sourceBytes i32) (param $height i32) ;; bytes of a row of the source; rows
    (param $records i32) (param $recordBytes i32) (param $width i32) ;; places of a row of the result
    (param $result i32)
    (local $record i32) (local $places i32) (local $from i32) (local $weight i32) (local $count i32) (local $sum v128)
    (loop $row
      (local.set $record (local.get $records))
      (local.set $places (local.get $width))
      (loop $place
        (local.set $from (i32.add (local.get $source) (i32.load (local.get $record))))
        (local.set $count (i32.load offset=4 (local.get $record)))
        (local.set $weight (i32.add (local.get $record) (i32.const 8)))
        (local.set $sum (v128.const i32x4 0x200000 0x200000 0x200000 0x200000)) ;; one half
        (loop $tap
          (local.set $sum (i32x4.add (local.get $sum) (i32x4.mul
            (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $from))))
            (v128.load32_splat (local.get $weight)))))
          (local.set $from (i32.add (local.get $from) (i32.const 3)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (br_if $tap (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
        (local.set $sum (i32x4.shr_s (local.get $sum) (i32.const 22)))
        (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
        (v128.store32_lane 0 (local.get $result) (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum)))
        (local.set $result (i32.add (local.get $result) (i32.const 3)))
        (local.set $record (i32.add (local.get $record) (local.get $recordBytes)))
        (br_if $place (local.tee $places (i32.sub (local.get $places) (i32.const 1)))))
      (local.set $source (i32.add (local.get $source) (local.get $sourceBytes)))
      (br_if $row (local.tee $height (i32.sub (local.get $height) (i32.const 1))))))

  ;; Along columns: sixteen numbers of a row at a time.
  (func (export "columns")
    (param $source i32) (param $rowBytes i32) ;; bytes of a row, of the source and of the result
    (param $records i32) (param $recordBytes i32) (param $height i32) ;; rows of the result
    (param $result i32)
    (local $x i32) (local $from i32) (local $weight i32) (local $count i32) (local $factor v128) (local $numbers v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $place
      (local.set $x (i32.const 0))
      (loop $sixteen
        (local.set $from (i32.add (i32.add (local.get $source) (i32.load (local.get $records))) (local.get $x)))
        (local.set $count (i32.load offset=4 (local.get $records)))
        (local.set $weight (i32.add (local.get $records) (i32.const 8)))
        (local.set $a (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
        (local.set $b (local.get $a))
        (local.set $c (local.get $a))
        (local.set $d (local.get $a))
        (loop $tap
          (local.set $factor (v128.load32_splat (local.get $weight)))
          (local.set $numbers (i16x8.extend_low_i8x16_u (v128.load (local.get $from))))
          (local.set $a (i32x4.add (local.get $a)
            (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $numbers)) (local.get $factor))))
          (local.set $b (i32x4.add (local.get $b)
            (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $numbers)) (local.get $factor))))
          (local.set $numbers (i16x8.extend_high_i8x16_u (v128.load (local.get $from))))
          (local.set $c (i32x4.add (local.get $c)
            (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $numbers)) (local.get $factor))))
          (local.set $d (i32x4.add (local.get $d)
            (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $numbers)) (local.get $factor))))
          (local.set $from (i32.add (local.get $from) (local.get $rowBytes)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (br_if $tap (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
        (v128.store (i32.add (local.get $result) (local.get $x))
          (i8x16.narrow_i16x8_u
            (i16x8.narrow_i32x4_s
              (i32x4.shr_s (local.get $a) (i32.const 22)) (i32x4.shr_s (local.get $b) (i32.const 22)))
            (i16x8.narrow_i32x4_s
              (i32x4.shr_s (local.get $c) (i32.const 22)) (i32x4.shr_s (local.get $d) (i32.const 22)))))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br_if $sixteen (i32.lt_u (local.get $x) (local.get $rowBytes))))
      (local.set $result (i32.add (local.get $result) (local.get $rowBytes)))
      (local.set $records (i32.add (local.get $records) (local.get $recordBytes)))
      (br_if $place (local.tee $height (i32.sub (local.get $height) (i32.const 1)))))))
